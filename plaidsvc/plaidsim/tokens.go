package plaidsim

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// publicTokenLife is how long a public token can be exchanged.
const publicTokenLife = 30 * time.Minute

// publicToken is a token that can be exchanged for an Item's access token.
type publicToken struct {
	item    *item
	expires time.Time
	used    bool
}

// newPublicToken makes a public token of an Item.
func (c *call) newPublicToken(it *item) string {
	t := c.uuidToken("public")
	c.public[t] = &publicToken{item: it, expires: c.now.Add(publicTokenLife)}
	return t
}

func sandboxPublicTokenCreate(c *call, in struct {
	Institution string   `json:"institution_id"`
	Products    []string `json:"initial_products"`
	Options     struct {
		Webhook      string  `json:"webhook"`
		User         *string `json:"override_username"`
		Password     *string `json:"override_password"`
		Transactions struct {
			Start string `json:"start_date"`
			End   string `json:"end_date"`
			Days  int    `json:"days_requested"`
		} `json:"transactions"`
		Statements *statementWindow `json:"statements"`
	} `json:"options"`
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
},
) (any, *wire.Error) {
	b := institutionByID(in.Institution)
	if b == nil {
		return nil, wire.ErrInstitution
	}
	if err := wire.CheckProducts(in.Products); err != nil {
		return nil, err
	}
	if !b.supports(in.Products) {
		return nil, wire.ErrNotSupported
	}
	if slices.Contains(in.Products, "statements") && in.Options.Statements == nil {
		return nil, wire.InvalidField("options.statements must be set when statements is among the initial_products")
	}
	l := profile.Login{User: "user_good", Password: "pass_good", Days: in.Options.Transactions.Days}
	if in.Options.User != nil {
		l.User = *in.Options.User
	}
	if in.Options.Password != nil {
		l.Password = *in.Options.Password
	}
	if start, ok := draw.ParseDay(in.Options.Transactions.Start); ok && l.Days == 0 {
		l.Days = min(max(int(draw.DayOf(c.now)-start), 1), maxDays)
	}
	if _, err := signIn(b, l.User, l.Password); err != nil {
		return nil, err
	}
	it, err := c.newItem(b, l, in.Products)
	if err != nil {
		return nil, err
	}
	it.webhook, it.statements = in.Options.Webhook, in.Options.Statements
	if in.UserToken != "" || in.UserID != "" {
		u, err := c.user(in.UserToken, in.UserID)
		if err != nil {
			return nil, err
		}
		it.user = u["user_id"].(string)
	}
	return wire.Object{"public_token": c.newPublicToken(it)}, nil
}

func publicTokenExchange(c *call, in struct {
	Token string `json:"public_token"`
},
) (any, *wire.Error) {
	t := c.public[in.Token]
	if t == nil || t.used || c.now.After(t.expires) {
		return nil, wire.ErrPublicToken
	}
	if t.item.removed {
		return nil, wire.ErrItemNotFound
	}
	t.used = true
	c.open(t.item)
	return wire.Object{"access_token": t.item.accessToken, "item_id": t.item.id}, nil
}

// open gives an Item its access token, unless it has one.
func (c *client) open(it *item) {
	if it.accessToken == "" {
		it.accessToken = c.uuidToken("access")
		c.items[it.accessToken] = it
		c.linked = append(c.linked, it)
		if slices.Contains(oneItemOnly, it.institution.id) {
			c.endOlder(it)
		}
	}
}

// oneItemOnly are the banks that let go of an older Item when the same login
// is linked again.
var oneItemOnly = []string{"ins_13", "ins_56"}

// endOlder makes other Items of the same login ask for a new one.
func (c *client) endOlder(it *item) {
	for _, old := range c.linked {
		if old != it && old.institution == it.institution && old.login.User == it.login.User {
			old.fail(wire.ErrLoginRequired)
		}
	}
}
