package api

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// UserCreate serves /user/create: a person, the same one for the same
// client_user_id.
func UserCreate(c *bank.Call, in struct {
	ClientUserID string `json:"client_user_id"`
},
) (any, *wire.Error) {
	if in.ClientUserID == "" || len(in.ClientUserID) > 128 {
		return nil, wire.InvalidField("client_user_id must be a non-empty string of at most 128 characters")
	}
	users := c.Collection("user")
	for _, u := range users.ByID {
		if u["client_user_id"] == in.ClientUserID {
			return wire.Object{"user_id": u["user_id"], "user_token": u["user_token"]}, nil
		}
	}
	id := "usr_" + string(draw.AppendBase62(nil, c.Next(), 18))
	u := wire.Object{"client_user_id": in.ClientUserID, "user_id": id, "user_token": c.NewToken("user")}
	users.Put(id, u)
	return wire.Object{"user_id": id, "user_token": u["user_token"]}, nil
}

// UserItemsGet serves /user/items/get: a person's Items.
func UserItemsGet(c *bank.Call, in struct {
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range c.ItemsOf(u["user_id"].(string)) {
		items = append(items, it.JSON())
	}
	return wire.Object{"items": items}, nil
}
