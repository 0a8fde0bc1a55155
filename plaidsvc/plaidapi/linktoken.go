package plaidapi

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/link"
)

// LinkRequest says what a link token is for.
type LinkRequest struct {
	UserID         string   // the name that Link knows the person by: random, the same for ever
	PlaidUser      string   // whom Plaid notes the new Item for: an id of NewUser's; empty: nobody
	AccessToken    string   // not empty: update mode
	ChooseAccounts bool     // update mode shows the list of accounts
	Consent        []string // products that update mode asks the person's consent for, or adds
	Income         *Income  // not nil: the session is for income alone, and brings no Item of the cache's
	Hosted         bool
	Redirect       string // redirect_uri; empty: none
}

// LinkToken opens one session of Link.
type LinkToken struct {
	Token         string
	HostedURL     string // where a hosted session is; empty otherwise. Nobody has checked it but for hostedURL
	Expires       time.Time
	RequestID     string
	WithoutReturn bool // Plaid refused the redirect address, and the token is for none
}

// NewLinkToken asks /link/token/create. Where Plaid refuses the redirect address,
// because it is not registered, the token is for none; where it refuses the
// user, the Item is noted for nobody.
func (c *Client) NewLinkToken(ctx context.Context, r LinkRequest) (LinkToken, error) {
	req := plaid.NewLinkTokenCreateRequest(c.name, c.language, c.countries)
	req.SetUser(*plaid.NewLinkTokenCreateRequestUser(r.UserID))
	if r.PlaidUser != "" {
		req.SetUserId(r.PlaidUser)
	}
	if r.Income != nil {
		c.askIncomeLink(req, *r.Income)
	}
	if r.Hosted {
		req.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink())
	}
	if r.Redirect != "" {
		req.SetRedirectUri(r.Redirect)
	}
	switch {
	case r.Income != nil:
	case r.AccessToken != "":
		c.askUpdate(req, r)
	default:
		c.askItem(req)
	}
	res, err := call(c.api.LinkTokenCreate(ctx).LinkTokenCreateRequest(*req).Execute)
	var answer *Error
	if r.PlaidUser != "" && errors.As(err, &answer) && answer.Type == "INVALID_INPUT" {
		// The user is not what this customer of Plaid's links with.
		r.PlaidUser = ""
		return c.NewLinkToken(ctx, r)
	}
	if r.Redirect != "" && errors.As(err, &answer) && answer.Code == "INVALID_FIELD" {
		// The address is not registered with Plaid. Banks that need it are then
		// missing from Link; the others work.
		r.Redirect = ""
		made, err := c.NewLinkToken(ctx, r)
		made.WithoutReturn = true
		return made, err
	}
	return LinkToken{
		Token: res.LinkToken, HostedURL: c.hostedURL(res.GetHostedLinkUrl()), Expires: res.Expiration, RequestID: CodeOnly(res.RequestId),
	}, err
}

// askItem makes a request one for a new Item.
func (c *Client) askItem(req *plaid.LinkTokenCreateRequest) {
	if c.webhook != "" { // update mode does not take it: /item/webhook/update does
		req.SetWebhook(c.webhook)
	}
	transactions := plaid.NewLinkTokenTransactions()
	transactions.SetDaysRequested(int32(c.HistoryDays))
	req.SetTransactions(*transactions)
	// Only transactions are required: with the others here, banks without
	// cards, loans or investments would not be offered at all.
	req.SetProducts([]plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
	consented := []plaid.Products{plaid.PRODUCTS_AUTH, plaid.PRODUCTS_IDENTITY}
	if len(c.products) > 0 {
		req.SetOptionalProducts(c.products)
		c.askStatements(req, c.products)
		consented = slices.DeleteFunc(consented, func(p plaid.Products) bool { // the lists may not overlap
			return slices.Contains(c.products, p)
		})
	}
	if len(consented) > 0 {
		req.SetAdditionalConsentedProducts(consented)
	}
}

// added are the products that update mode adds to an Item at once. For the others it
// asks for consent, and the first question adds them. Source: Plaid's OpenAPI
// document, at products of /link/token/create.
var added = []plaid.Products{plaid.PRODUCTS_ASSETS, plaid.PRODUCTS_STATEMENTS}

// askUpdate makes a request one for update mode.
func (c *Client) askUpdate(req *plaid.LinkTokenCreateRequest, r LinkRequest) {
	req.SetAccessToken(r.AccessToken)
	if r.ChooseAccounts {
		update := plaid.NewLinkTokenCreateRequestUpdate()
		update.SetAccountSelectionEnabled(true)
		req.SetUpdate(*update)
	}
	var now, later []plaid.Products
	for _, name := range r.Consent {
		if p := plaid.Products(name); slices.Contains(added, p) {
			now = append(now, p)
		} else {
			later = append(later, p)
		}
	}
	if len(now) > 0 {
		req.SetProducts(now)
		c.askStatements(req, now)
	}
	if len(later) > 0 {
		req.SetAdditionalConsentedProducts(later)
	}
}

// hostedURL gives back an address that Plaid names, but not one of this machine
// where Plaid is elsewhere: no answer from outside sends the person's browser to
// what listens here.
func (c *Client) hostedURL(address string) string {
	named, err := url.Parse(address)
	if err != nil {
		return address // whoever opens it refuses it
	}
	if at, err := url.Parse(c.Host); onThisMachine(named.Hostname()) && (err != nil || !onThisMachine(at.Hostname())) {
		return ""
	}
	return address
}

// LinkOutcome asks /link/token/get how a Hosted Link session went: the first
// session that brought an Item counts, since the person may have opened the
// page twice. Errors: link.ErrPending, *link.ExitError, the transport's.
func (c *Client) LinkOutcome(ctx context.Context, token string) (link.Result, error) {
	req := plaid.NewLinkTokenGetRequest(token)
	res, err := call(c.api.LinkTokenGet(ctx).LinkTokenGetRequest(*req).Execute)
	if err != nil {
		return link.Result{}, err
	}
	err = link.ErrPending
	for _, session := range res.GetLinkSessions() {
		if results := session.Results.Get(); results != nil {
			for _, added := range results.ItemAddResults {
				return toLinkResult(session.LinkSessionId, added), nil
			}
		}
		if session.FinishedAt.Get() == nil {
			continue
		}
		if exit := session.Exit.Get(); exit != nil {
			err = toExit(session.LinkSessionId, exit)
		} else { // update mode brings no new Item, and no exit when it succeeds
			return link.Result{LinkSessionID: session.LinkSessionId}, nil
		}
	}
	return link.Result{}, err
}

func toLinkResult(sessionID string, added plaid.LinkSessionItemAddResult) link.Result {
	r := link.Result{PublicToken: added.PublicToken, LinkSessionID: sessionID}
	if i := added.Institution.Get(); i != nil {
		r.InstitutionID, r.Institution = i.GetInstitutionId(), i.GetName()
	}
	for _, a := range added.Accounts {
		r.Accounts = append(r.Accounts, link.Account{
			ID: a.GetId(), Name: a.GetName(), Mask: a.GetMask(), Type: a.GetType(), Subtype: a.GetSubtype(),
		})
	}
	return r
}

func toExit(sessionID string, exit *plaid.LinkSessionExit) *link.ExitError {
	e := &link.ExitError{LinkSessionID: sessionID}
	if said := exit.Error.Get(); said != nil {
		e.ErrorCode, e.DisplayMessage = said.ErrorCode, said.GetDisplayMessage()
	}
	if m := exit.Metadata.Get(); m != nil {
		e.Status, e.RequestID = m.GetStatus(), m.GetRequestId()
		if i := m.Institution.Get(); i != nil {
			e.Institution = i.GetName()
		}
	}
	return e
}

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
