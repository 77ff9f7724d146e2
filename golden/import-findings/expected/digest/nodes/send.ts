const token = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";
export default () => token;
