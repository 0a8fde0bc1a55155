package plaidsim

import "time"

// linkToken is what Link is opened with.
type linkToken struct {
	text             string
	created, expires time.Time
	update           *item // update mode: the Item to repair
}
