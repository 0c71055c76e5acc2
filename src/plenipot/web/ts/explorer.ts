// What is added to every page: nothing here is needed to read it.
import { copyOnClick } from "./lib/share";
import { sortableTables } from "./lib/sort";
import { reasonsInPlace } from "./lib/why";

copyOnClick();
sortableTables();
reasonsInPlace();
