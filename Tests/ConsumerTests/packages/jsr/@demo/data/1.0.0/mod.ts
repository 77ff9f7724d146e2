import colors from "./colors.json" with { type: "json" };
import notice from "./notice.txt" with { type: "text" };

export { colors, notice };
