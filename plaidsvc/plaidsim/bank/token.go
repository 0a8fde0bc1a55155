package bank

import "time"

// PublicToken is a token that can be exchanged for an Item's access token.
type PublicToken struct {
	Item    *Item
	Expires time.Time
	Used    bool
}

// PublicTokenLife is how long a public token can be exchanged.
const PublicTokenLife = 30 * time.Minute
