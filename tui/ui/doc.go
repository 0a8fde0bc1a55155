// Package ui is what every page of the dashboard is made with: the contract of
// a page, its environment, the bindings, the messages between pages and root,
// the theme, frames, panes, pickers, prompts, and the loader through which a
// page asks the cache.
//
// It imports storage, plaidsvc, and tui's chart, table and text; never a room
// nor the root. A question carries a number, so that the answer to an old one
// is dropped, and asking again cancels it. Keys are data: every binding stands
// in keys.go, and footer, help and the README's table are made from them. Every
// border is drawn by Theme.Frame.
package ui
