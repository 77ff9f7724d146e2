import pad from "npm:pad@1";
import { join } from "paths";

export default () => ({ text: join("a", pad("b")) });
