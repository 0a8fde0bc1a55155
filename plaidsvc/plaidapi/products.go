package plaidapi

import (
	"context"
	"io"

	"github.com/plaid/plaid-go/v41/plaid"
)

// ItemProducts are the products of an Item, by Plaid's names.
type ItemProducts struct {
	InUse     []string // have been added
	Billed    []string // have been billed; those that are billed by the call never are here
	Available []string // may be added
	Consented []string // the person allowed; none where the bank does not ask for consent
}

// Products asks /item/get, which costs nothing, for the products of an Item.
func (c *Client) Products(ctx context.Context, token string) (ItemProducts, error) {
	res, err := call(c.api.ItemGet(ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute)
	if err == nil && res.Item.ItemId == "" {
		err = ErrShape
	}
	if err != nil {
		return ItemProducts{}, err
	}
	return ItemProducts{
		InUse:     toNames(res.Item.GetProducts()),
		Billed:    toNames(res.Item.BilledProducts),
		Available: toNames(res.Item.AvailableProducts),
		Consented: toNames(res.Item.GetConsentedProducts()),
	}, nil
}

func toNames(products []plaid.Products) (names []string) {
	for _, p := range products {
		names = append(names, CodeOnly(string(p)))
	}
	return names
}

// EndProducts ends all products of an Item, and with them the Item, by
// /item/products/terminate: its access token works no longer. plaid-go does not
// know the endpoint. It is never repeated: see unrepeatable.
func (c *Client) EndProducts(ctx context.Context, token string) error {
	return c.post(ctx, "/item/products/terminate", struct {
		AccessToken string `json:"access_token"`
		Reason      string `json:"reason_code"`
	}{token, "USER_OFFBOARDING"}, func(body io.Reader) error {
		_, err := readJSON(body)
		return err
	})
}

// RemoveUser ends a user by /user/remove, and every Item that is noted for it.
// It is never repeated: see unrepeatable.
func (c *Client) RemoveUser(ctx context.Context, userID string) error {
	req := plaid.NewUserRemoveRequest()
	req.SetUserId(userID)
	_, err := call(c.api.UserRemove(ctx).UserRemoveRequest(*req).Execute)
	return err
}
