package api

import (
	"slices"

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

// userItems is the body of endpoints that do something to some Items of a
// person.
type userItems struct {
	UserToken string   `json:"user_token"`
	UserID    string   `json:"user_id"`
	ItemIDs   []string `json:"item_ids"`
}

// UserItemsAssociate serves /user/items/associate: Items that are linked become
// a person's, whoever's they were.
func UserItemsAssociate(c *bank.Call, in userItems) (any, *wire.Error) {
	u, err := c.Person("", in.UserID)
	if err != nil {
		return nil, err
	}
	items, err := chosenItems(c.Linked, in.ItemIDs)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		it.User = u["user_id"].(string)
	}
	return wire.Object{}, nil
}

// UserItemsRemove serves /user/items/remove: some of a person's Items end as by
// /item/remove, or none where one of them is not the person's.
func UserItemsRemove(c *bank.Call, in userItems) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items, err := chosenItems(c.ItemsOf(u["user_id"].(string)), in.ItemIDs)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		it.Remove()
	}
	return wire.Object{}, nil
}

// chosenItems are the Items of these ids that have not ended. Error:
// ITEM_NOT_FOUND where one is not among all.
func chosenItems(all []*bank.Item, ids []string) ([]*bank.Item, *wire.Error) {
	var chosen []*bank.Item
	for _, id := range ids {
		i := slices.IndexFunc(all, func(it *bank.Item) bool { return it.ID == id && !it.Removed })
		if i < 0 {
			return nil, wire.ErrItemNotFound
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
