// A module that a node imports is a part of it.
import "./Deep.ts";
import "./deep";
import "./deep.js";
import "../lib";
import "./dep.ts";
