// What looks like a credential, an import of nothing, a request: none of it is of those who use the package.
import { missing } from "./gone.ts";

export class Client {
  connect = () => [missing, fetch("https://api.github.com/repos")];
}
