import chalk from "npm:chalk";

export default () => chalk.bold("1");
