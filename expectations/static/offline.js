// What Great Expectations' pages do with jQuery and Bootstrap, without either: fold, filter by failure.
(() => {
  for (const toggle of document.querySelectorAll('[data-toggle="collapse"]')) {
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      const target = document.getElementById((toggle.getAttribute("href") || "").slice(1));
      if (!target) return;
      toggle.setAttribute("aria-expanded", String(target.classList.toggle("show")));
    });
  }
  const choices = [...document.querySelectorAll(".btn-group-toggle .btn")];
  const succeeded = ".hide-succeeded-validation-target-child, .hide-succeeded-validation-target";
  choices.forEach((choice, position) => {
    choice.addEventListener("click", () => {
      choices.forEach((other) => other.classList.toggle("active", other === choice));
      for (const mark of document.querySelectorAll(succeeded)) {
        const row = mark.closest("tr") || mark;
        row.classList.toggle("is-filtered", position === 1);
      }
    });
  });
})();
