export default { run: () => {} };
