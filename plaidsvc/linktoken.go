package plaidsvc

import (
	"context"
	"errors"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/link"
)

// linkRequest says what a link token is for.
type linkRequest struct {
	userID         string // the name that Link knows the person by: random, the same for ever
	accessToken    string // not empty: update mode
	chooseAccounts bool   // update mode shows the list of accounts
	hosted         bool
	redirect       string // redirect_uri; empty: none
}

// linkToken opens one session of Link.
type linkToken struct {
	token         string
	hostedURL     string // where a hosted session is; empty otherwise
	expires       time.Time
	requestID     string
	withoutReturn bool // Plaid refused the redirect address, and the token is for none
}

// newLinkToken asks /link/token/create.
func (c *client) newLinkToken(ctx context.Context, r linkRequest) (linkToken, error) {
	req := plaid.NewLinkTokenCreateRequest(c.name, "en", c.countries)
	req.SetUser(*plaid.NewLinkTokenCreateRequestUser(r.userID))
	if r.hosted {
		req.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink())
	}
	if r.redirect != "" {
		req.SetRedirectUri(r.redirect)
	}
	if r.accessToken != "" {
		req.SetAccessToken(r.accessToken)
		if r.chooseAccounts {
			update := plaid.NewLinkTokenCreateRequestUpdate()
			update.SetAccountSelectionEnabled(true)
			req.SetUpdate(*update)
		}
	} else {
		transactions := plaid.NewLinkTokenTransactions()
		transactions.SetDaysRequested(daysRequested)
		req.SetTransactions(*transactions)
		// Only transactions are required: with the others here, banks without
		// cards, loans or investments would not be offered at all.
		req.SetProducts([]plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
		req.SetOptionalProducts([]plaid.Products{plaid.PRODUCTS_LIABILITIES, plaid.PRODUCTS_INVESTMENTS})
		req.SetAdditionalConsentedProducts([]plaid.Products{plaid.PRODUCTS_AUTH, plaid.PRODUCTS_IDENTITY})
	}
	res, err := call(c.api.LinkTokenCreate(ctx).LinkTokenCreateRequest(*req).Execute)
	var answer *plaidError
	if r.redirect != "" && errors.As(err, &answer) && answer.code == "INVALID_FIELD" {
		// The address is not registered with Plaid. Banks that need it are then
		// missing from Link; the others work.
		r.redirect = ""
		made, err := c.newLinkToken(ctx, r)
		made.withoutReturn = true
		return made, err
	}
	return linkToken{
		token: res.LinkToken, hostedURL: res.GetHostedLinkUrl(), expires: res.Expiration, requestID: word(res.RequestId),
	}, err
}

// linkOutcome asks /link/token/get how a Hosted Link session went: the first
// session that brought an Item counts, since the person may have opened the
// page twice. Errors: link.ErrPending, *link.ExitError, the transport's.
func (c *client) linkOutcome(ctx context.Context, token string) (link.Result, error) {
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
		e.Status = m.GetStatus()
		if i := m.Institution.Get(); i != nil {
			e.Institution = i.GetName()
		}
	}
	return e
}
