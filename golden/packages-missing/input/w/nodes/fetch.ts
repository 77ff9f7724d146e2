import { Client } from "jsr:@db/postgres@0.19.5";
import { parse } from "https://modules.example/parse.ts";
import old from "http://modules.example/old.ts";
import { ms } from "time";
import chalk from "chalk";

export default () => [Client, parse, old, ms, chalk];
