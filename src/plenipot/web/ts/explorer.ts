// What is added to every page: nothing here is needed to read it.
import { copyOnClick } from "./lib/share";
import { sortableTables } from "./lib/sort";

copyOnClick();
sortableTables();
