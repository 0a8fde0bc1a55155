package plaidapi

import (
	"context"

	"github.com/plaid/plaid-go/v41/plaid"
)

// A user of Plaid's is whom Items belong to: with its id Items are listed, and
// ended, without their access tokens. Plaid's older customers have none.

// NewUser asks /user/create for the id of a user. name is the client_user_id
// that Link knows the person by too. Errors: as of every call.
func (c *Client) NewUser(ctx context.Context, name string) (id string, err error) {
	res, err := call(c.api.UserCreate(ctx).UserCreateRequest(*plaid.NewUserCreateRequest(name)).Execute)
	if err == nil && res.UserId == "" {
		err = ErrShape
	}
	return res.UserId, err
}

// UserItem is an Item as its user knows it.
type UserItem struct{ ID, InstitutionID string }

// UserItems asks /user/items/get for a user's Items.
func (c *Client) UserItems(ctx context.Context, userID string) (items []UserItem, err error) {
	req := plaid.NewUserItemsGetRequest()
	req.SetUserId(userID)
	res, err := call(c.api.UserItemsGet(ctx).UserItemsGetRequest(*req).Execute)
	for _, it := range res.Items {
		items = append(items, UserItem{it.ItemId, it.GetInstitutionId()})
	}
	return items, err
}

// AddUserItem makes an Item a user's, by /user/items/associate: one that was
// linked without a user.
func (c *Client) AddUserItem(ctx context.Context, userID, itemID string) error {
	req := plaid.NewUserItemsAssociateRequest(userID, []string{itemID})
	_, err := call(c.api.UserItemsAssociate(ctx).UserItemsAssociateRequest(*req).Execute)
	return err
}

// RemoveUserItem ends an Item of a user's, by /user/items/remove: one whose
// access token is lost.
func (c *Client) RemoveUserItem(ctx context.Context, userID, itemID string) error {
	req := plaid.NewUserItemsRemoveRequest([]string{itemID})
	req.SetUserId(userID)
	_, err := call(c.api.UserItemsRemove(ctx).UserItemsRemoveRequest(*req).Execute)
	return err
}

// Invalidate exchanges an access token for a new one; the old one ends with
// it. It is never repeated: see unrepeatable.
func (c *Client) Invalidate(ctx context.Context, token string) (fresh, requestID string, err error) {
	req := plaid.NewItemAccessTokenInvalidateRequest(token)
	res, err := call(c.api.ItemAccessTokenInvalidate(ctx).ItemAccessTokenInvalidateRequest(*req).Execute)
	if err == nil && res.NewAccessToken == "" {
		err = ErrShape
	}
	return res.NewAccessToken, CodeOnly(res.RequestId), err
}
