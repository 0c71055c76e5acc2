/** Scrolls wide timelines to their recent end, or to the chosen day. */
export function recentInSight(): void {
  for (const region of document.querySelectorAll<HTMLElement>("[data-recent]")) {
    const day = region.querySelector(".day");
    const end = region.scrollWidth - region.clientWidth;
    const left = day ? day.getBoundingClientRect().left - region.getBoundingClientRect().left - region.clientWidth / 2 : end;
    region.scrollLeft = left;
  }
}
