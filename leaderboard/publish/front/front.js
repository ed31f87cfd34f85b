// The server is at the root of all pages. Streamlit would try /boards/_stcore first, and meet a 404.
window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href };

// Starts the app once the first page has been painted; a tab in the background paints nothing, and starts it anyhow.
const app = document.getElementById("app");
let charting = app.content.querySelector("link[href*=PlotlyChart]")?.href;
function start() {
  document.head.append(app.content);
}
requestAnimationFrame(() => setTimeout(start));
setTimeout(start, 500);

// Takes the first page away once the app has drawn as much of it, and leaves the reader at the same height.
const first = document.getElementById("first");
const root = document.getElementById("root");

// A page can be told to its end before the browser has laid it out as far down as the reader is: that takes a moment.
let patient = true;
let waiting;

function drawn() {
  const state = root.querySelector("[data-test-script-state]")?.dataset.testScriptState;
  const main = root.querySelector(".stMain");
  if (!state || !main || !root.querySelector("h1.answer, h1.title, .notice")) return false;
  const over = state === "notRunning";
  if (root.querySelector(".stPlotlyChart .main-svg")) {
    if (main.scrollHeight - main.clientHeight >= first.scrollTop) return true;
    if (over) waiting ??= setTimeout(() => ((patient = false), handOver()), 1000);
    return over && !patient;
  }
  return over && !root.querySelector(".stPlotlyChart, [data-testid='stSkeleton']");
}

// What draws charts takes half a second to set itself up: best while the server computes what there is to draw.
function setUp() {
  if (!charting || !root.querySelector("[data-test-script-state=running]")) return;
  import(charting);
  charting = undefined;
}

function handOver() {
  if (!first.isConnected || !drawn()) return;
  watch.disconnect();
  root.querySelector(".stMain").scrollTop = first.scrollTop;
  first.remove();
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

// Once a frame: how high things are is then computed anyway, and a page is drawn in hundreds of steps.
let looking = false;
const watch = new MutationObserver(() => {
  setUp();
  if (looking) return;
  looking = true;
  requestAnimationFrame(() => {
    looking = false;
    handOver();
  });
});
watch.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
