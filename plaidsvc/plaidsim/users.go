package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

func userCreate(c *call, in struct {
	ClientUserID string `json:"client_user_id"`
},
) (any, *wire.Error) {
	if in.ClientUserID == "" || len(in.ClientUserID) > 128 {
		return nil, wire.InvalidField("client_user_id must be a non-empty string of at most 128 characters")
	}
	users := c.shelf("user")
	for _, u := range users.byID {
		if u["client_user_id"] == in.ClientUserID {
			return wire.Object{"user_id": u["user_id"], "user_token": u["user_token"]}, nil
		}
	}
	id := "usr_" + string(draw.AppendBase62(nil, c.next(), 18))
	u := wire.Object{"client_user_id": in.ClientUserID, "user_id": id, "user_token": c.uuidToken("user")}
	users.put(id, u)
	return wire.Object{"user_id": id, "user_token": u["user_token"]}, nil
}

func userItemsGet(c *call, in struct {
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
},
) (any, *wire.Error) {
	u, err := c.user(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range c.itemsOf(u["user_id"].(string)) {
		items = append(items, it.json())
	}
	return wire.Object{"items": items}, nil
}

// user finds a person by one of the two names.
func (c *client) user(token, id string) (wire.Object, *wire.Error) {
	for _, u := range c.shelf("user").byID {
		if token != "" && u["user_token"] == token || id != "" && u["user_id"] == id {
			return u, nil
		}
	}
	if token == "" && id != "" {
		return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_USER_ID", Message: "could not find matching user id"}
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_USER_TOKEN", Message: "could not find matching user token"}
}
