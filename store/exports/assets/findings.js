(function () {
  "use strict";
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr.finding"));
  var reports = Array.prototype.slice.call(document.querySelectorAll("section.report"));
  var search = document.getElementById("search");
  var kind = document.getElementById("class");
  var verdict = document.getElementById("verdict");
  var texts = rows.map(function (row) {
    var head = row.closest("section").querySelector("h2").textContent;
    return (head + " " + row.textContent).toLowerCase();
  });
  var kinds = [];
  rows.forEach(function (row) {
    if (kinds.indexOf(row.dataset.class) < 0) { kinds.push(row.dataset.class); }
  });
  kinds.forEach(function (name) {
    var option = document.createElement("option");
    option.textContent = name;
    kind.appendChild(option);
  });
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, index) {
      var fits = (!kind.value || row.dataset.class === kind.value) &&
        (!verdict.value || row.dataset.verdict === verdict.value) &&
        words.every(function (word) { return texts[index].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) { shown += 1; }
    });
    reports.forEach(function (report) {
      report.hidden = !report.querySelector("tr.finding:not([hidden])");
    });
    document.getElementById("count").textContent = shown;
    document.getElementById("none").hidden = shown > 0;
  }
  [search, kind, verdict].forEach(function (field) { field.addEventListener("input", apply); });
  document.getElementById("filter").hidden = false;
  apply();
})();
