// Runs before the first paint; ThemeContext keeps the same attribute from then on.
(() => {
  try {
    const theme = localStorage.getItem("chat.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage can be forbidden: the system's theme is a good answer then.
  }
})();
