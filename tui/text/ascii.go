package text

import "strings"

// drawn is what frames, charts and marks are drawn with, and what stands for each
// where only ASCII is wanted: as wide, so that nothing moves.
var drawn = strings.NewReplacer(
	"╭", "+", "╮", "+", "╰", "+", "╯", "+", "└", "+", "│", "|", "┊", ":", "─", "-",
	"▌", ">", "▸", ">", "›", ">", "◀", "<", "▶", ">", "▲", "^", "▼", "v", "●", "*", "○", "o", "•", "*", "✓", "+",
	"←", "<", "→", ">", "↑", "^", "↓", "v", "⇧", "^",
	"…", "~", "·", ".", "–", "-", "—", "-", "×", "x", "“", `"`, "”", `"`, "‘", "'", "’", "'",
	"█", "#", "▒", ":", "▁", "_", "▂", ".", "▃", "-", "▄", "=", "▅", "+", "▆", "*", "▇", "%",
	"▏", "#", "▎", "#", "▍", "#", "▋", "#", "▊", "#", "▉", "#",
	"⠋", "|", "⠙", "/", "⠹", "-", "⠸", `\`, "⠼", "|", "⠴", "/", "⠦", "-", "⠧", `\`, "⠇", "|", "⠏", "/",
)

// ASCII puts characters of ASCII in the place of those that frames, charts and
// marks are drawn with, cell for cell. Letters and signs of money stay.
func ASCII(s string) string { return drawn.Replace(s) }
