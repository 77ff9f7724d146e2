import { Client } from "jsr:@db/postgres@0.19.5";
import _ from "npm:lodash@4";

export default () => [new Client(), _];
