import "bare";
import "gone";
import "blocked";
import "folder/x.ts";
import "lib/../names.ts";
export default () => {};
