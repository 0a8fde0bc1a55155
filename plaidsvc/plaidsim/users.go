package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

func userCreate(c *call, in struct {
	ClientUserID string `json:"client_user_id"`
},
) (any, *plaidError) {
	if in.ClientUserID == "" || len(in.ClientUserID) > 128 {
		return nil, invalidField("client_user_id must be a non-empty string of at most 128 characters")
	}
	users := c.shelf("user")
	for _, u := range users.byID {
		if u["client_user_id"] == in.ClientUserID {
			return object{"user_id": u["user_id"], "user_token": u["user_token"]}, nil
		}
	}
	id := "usr_" + string(draw.AppendBase62(nil, c.next(), 18))
	u := object{"client_user_id": in.ClientUserID, "user_id": id, "user_token": c.uuidToken("user")}
	users.put(id, u)
	return object{"user_id": id, "user_token": u["user_token"]}, nil
}

func userItemsGet(c *call, in struct {
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
},
) (any, *plaidError) {
	u, err := c.user(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, it := range c.itemsOf(u["user_id"].(string)) {
		items = append(items, it.json())
	}
	return object{"items": items}, nil
}

// user finds a person by one of the two names.
func (c *client) user(token, id string) (object, *plaidError) {
	for _, u := range c.shelf("user").byID {
		if token != "" && u["user_token"] == token || id != "" && u["user_id"] == id {
			return u, nil
		}
	}
	if token == "" && id != "" {
		return nil, &plaidError{typ: "INVALID_INPUT", code: "INVALID_USER_ID", message: "could not find matching user id"}
	}
	return nil, &plaidError{typ: "INVALID_INPUT", code: "INVALID_USER_TOKEN", message: "could not find matching user token"}
}
