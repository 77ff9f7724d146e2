export default () => ({ hello: 2 });
