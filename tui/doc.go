// Package tui is the dashboard: the only package that knows a terminal.
//
// It reads storage and calls plaidsvc; it never imports database/sql,
// net/http or plaid-go, and it starts no goroutine: all I/O runs in Bubble Tea
// commands.
//
// The root (app.go, route.go, status.go, help.go) gives key presses to the page
// on top and every other message to every page that was ever shown. It sets
// sizes after each message and puts the screen together; a page (page.go)
// draws into a cached string. What a page wants to know it asks through a
// query (query.go), whose answer carries its question: asking again cancels,
// and an old answer is dropped. Keys are data (keys.go): the footer, the help
// and the README's table are made from the same bindings.
//
// Every text from outside passes text.Clean before it is drawn, every amount
// one of the functions in format.go, and every border theme.frame.
package tui
