export default () => ({ sent: true });
