import pad from "npm:pad@1";
export default () => pad("a");
