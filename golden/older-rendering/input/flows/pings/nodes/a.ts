export default () => ({ pings: 2 });
