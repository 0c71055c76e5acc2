// Progressive enhancements of every page; the pages work without this script.
import { filteredLists } from "./lib/filter";
import { recentInSight } from "./lib/recent";
import { searchFields, thingFields } from "./lib/search";
import { copyOnClick } from "./lib/share";
import { sortableTables } from "./lib/sort";
import { reasonsInPlace } from "./lib/why";

searchFields();
thingFields();
filteredLists();
copyOnClick();
sortableTables();
reasonsInPlace();
recentInSight();
