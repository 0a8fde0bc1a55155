package link

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// How long link tokens live.
const (
	linkTokenLife   = 4 * time.Hour
	updateTokenLife = 30 * time.Minute
	hostedLinkLife  = 30 * time.Minute

	maxHostedLife = 21 * 24 * 60 * 60 // seconds
)

// Server is Link: its tokens, and the pages that browsers show.
type Server struct {
	ledger *bank.Ledger
	pages  sync.Map // *page by session id and by OAuth state

	mu     sync.Mutex
	tokens map[string]*Token // by text
}

// New makes the Link of a ledger's clients.
func New(l *bank.Ledger) *Server {
	return &Server{ledger: l, tokens: map[string]*Token{}}
}

// token finds a link token; nil: there is none.
func (s *Server) token(text string) *Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[text]
}

// Token is a link token. The lock of its client guards it.
type Token struct {
	client           *bank.Client
	text             string
	created, expires time.Time
	request          TokenRequest
	update           *bank.Item // update mode: the Item to repair; nil: a new one
	sessions         []*Session
	refused          int // logins so far
}

// MaxRefused is how many refused logins a link token allows. Plaid does not
// document its number.
const MaxRefused = 5

// expired reports whether Link cannot be used with the token any more.
func (t *Token) expired(now time.Time) bool {
	return now.After(t.expires) || t.refused >= MaxRefused
}

// TokenRequest is the body of /link/token/create, as far as it is used.
type TokenRequest struct {
	ClientName string   `json:"client_name"`
	Language   string   `json:"language"`
	Countries  []string `json:"country_codes"`
	User       *struct {
		ClientUserID string `json:"client_user_id"`
		UserID       string `json:"user_id"`
	} `json:"user"`
	UserID      string      `json:"user_id"`
	UserToken   string      `json:"user_token"`
	Products    []string    `json:"products"`
	Required    []string    `json:"required_if_supported_products"`
	Optional    []string    `json:"optional_products"`
	Consented   []string    `json:"additional_consented_products"`
	Webhook     string      `json:"webhook"`
	AccessToken string      `json:"access_token"`
	RedirectURI string      `json:"redirect_uri"`
	Institution wire.Object `json:"institution_data"`
	Filters     map[string]struct {
		Subtypes []string `json:"account_subtypes"`
	} `json:"account_filters"`
	Transactions struct {
		Days int `json:"days_requested"`
	} `json:"transactions"`
	Statements *bank.StatementWindow `json:"statements"`
	Income     bank.IncomeOptions    `json:"income_verification"`
	Update     struct {
		SelectAccounts bool `json:"account_selection_enabled"`
	} `json:"update"`
	Hosted *struct {
		CompletionURI string `json:"completion_redirect_uri"`
		Lifetime      int    `json:"url_lifetime_seconds"`
	} `json:"hosted_link"`
	MultiItem bool `json:"enable_multi_item_link"`
	Transfer  struct {
		Intent string `json:"intent_id"`
	} `json:"transfer"`
}

// shownName is the client's name as Link shows it: one of more than 30
// characters is not shown, as with Plaid.
func (r *TokenRequest) shownName() string {
	if utf8.RuneCountInString(r.ClientName) > 30 {
		return "This Application"
	}
	return r.ClientName
}

// CreateToken serves /link/token/create. With an access_token it is for update
// mode.
func (s *Server) CreateToken(c *bank.Call, in TokenRequest) (any, *wire.Error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	t := &Token{client: c.Client, text: c.NewToken("link"), created: c.Now, expires: c.Now.Add(linkTokenLife), request: in}
	if in.AccessToken != "" {
		it, err := c.Item(in.AccessToken)
		if err != nil {
			return nil, err
		}
		if !it.Institution.Supports(in.Products) {
			return nil, wire.ErrNotSupported
		}
		t.update, t.expires = it, c.Now.Add(updateTokenLife)
	}
	out := wire.Object{"link_token": t.text}
	if in.Hosted != nil {
		t.expires = c.Now.Add(hostedLinkLife)
		if in.Hosted.Lifetime > 0 {
			t.expires = c.Now.Add(time.Duration(in.Hosted.Lifetime) * time.Second)
		}
		out["hosted_link_url"] = c.Base + HostedPath + strings.TrimPrefix(t.text, "link-sandbox-")
	}
	out["expiration"] = wire.Timestamp(t.expires)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[t.text] = t
	return out, nil
}

// HostedPath is the path of Hosted Link's pages; the UUID of the link token
// follows.
const HostedPath = "/hl/"

// creditProducts are the products that update mode adds to an Item. Source: Plaid's
// OpenAPI document, at products of /link/token/create.
var creditProducts = []string{"assets", "statements", "income_verification"}

// languages are those of Link.
var languages = strings.Fields("da nl en et fr de hi it lv lt no pl pt ro es sv vi")

// check refuses with INVALID_FIELD what Plaid refuses beyond its document's
// types.
func (r *TokenRequest) check() *wire.Error {
	if err := wire.CheckCountries(r.Countries); err != nil {
		return err
	}
	switch {
	case r.ClientName == "":
		return wire.InvalidField("client_name must be a non-empty string")
	case !slices.Contains(languages, r.Language):
		return wire.InvalidField("language must be a supported language: %.20q is not", r.Language)
	case r.User == nil && r.UserID == "":
		return &wire.Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: user"}
	case r.User != nil && r.User.ClientUserID == "":
		return wire.InvalidField("user.client_user_id must be a non-empty string")
	case r.User != nil && strings.Contains(r.User.ClientUserID, "@"):
		return wire.InvalidField("user.client_user_id must not contain personally identifiable information")
	case r.AccessToken != "" && slices.ContainsFunc(r.Products, func(p string) bool { return !slices.Contains(creditProducts, p) }):
		return wire.InvalidField("products cannot be set when access_token is set: update mode adds %s alone", strings.Join(creditProducts, ", "))
	case r.AccessToken == "" && len(r.Products) == 0:
		return wire.InvalidField("products must be a non-empty array")
	case r.Webhook != "" && !isPage(r.Webhook):
		return wire.InvalidField("webhook must be a valid URL")
	case r.MultiItem && r.UserToken == "" && r.userID() == "":
		return wire.InvalidField("enable_multi_item_link needs a user_token or a user_id")
	case slices.Contains(r.Products, "income_verification") && r.UserToken == "" && r.userID() == "":
		return wire.InvalidField("the product income_verification needs a user_token or a user_id")
	case r.Hosted != nil && (r.Hosted.Lifetime < 0 || r.Hosted.Lifetime > maxHostedLife):
		return wire.InvalidField("hosted_link.url_lifetime_seconds must be at most %d", maxHostedLife)
	case r.Statements != nil && !r.Statements.IsValid():
		return wire.InvalidField("statements must be of at most two years, and end_date must not be before start_date")
	}
	if err := r.checkProducts(); err != nil {
		return err
	}
	return checkRedirect(r.RedirectURI)
}

// checkProducts checks the lists of products against each other.
func (r *TokenRequest) checkProducts() *wire.Error {
	all := slices.Concat(r.Products, r.Required, r.Optional, r.Consented)
	if len(all) > 0 {
		if err := wire.CheckProducts(all); err != nil {
			return err
		}
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) < len(all) {
		return wire.InvalidField("products, required_if_supported_products, optional_products and additional_consented_products must not overlap")
	}
	if r.Hosted != nil && !canBeVisited(r.Hosted.CompletionURI) {
		return wire.InvalidField("completion_redirect_uri must be the URL of a page or of an app")
	}
	if slices.Contains(r.Products, "statements") && r.Statements == nil {
		return wire.InvalidField("statements must be set when statements is among the products")
	}
	return nil
}

// checkRedirect refuses what cannot be a redirect_uri in the Sandbox.
func checkRedirect(uri string) *wire.Error {
	if uri == "" {
		return nil
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1"}, u.Hostname())) {
		return wire.InvalidField("redirect_uri must be an https URL, or http://localhost in Sandbox, without a query and a fragment")
	}
	return nil
}

// isPage reports whether an address is that of a page.
func isPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// canBeVisited reports whether Hosted Link may send the person to an address at
// its end: to a page, or to an app by a scheme of its own; empty: nowhere.
func canBeVisited(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	return address == "" || u.Scheme != "" && !slices.Contains([]string{"javascript", "data", "vbscript", "blob", "file"}, u.Scheme)
}

// TokenLookup is the body of /link/token/get.
type TokenLookup struct {
	Token string `json:"link_token"`
}

// GetToken serves /link/token/get: the token and its sessions.
func (s *Server) GetToken(c *bank.Call, in TokenLookup) (any, *wire.Error) {
	t := s.token(in.Token)
	if t == nil || t.client != c.Client {
		return nil, wire.ErrLinkToken
	}
	r := t.request
	meta := wire.Object{
		"initial_products": wire.NonNil(r.Products), "webhook": wire.OrNull(r.Webhook), "country_codes": r.Countries, "language": r.Language,
		"redirect_uri": wire.OrNull(r.RedirectURI), "client_name": r.ClientName,
	}
	if r.Filters != nil {
		filters := wire.Object{}
		for typ, f := range r.Filters {
			filters[typ] = wire.Object{"account_subtypes": f.Subtypes}
		}
		meta["account_filters"] = filters
	}
	if r.Institution != nil {
		meta["institution_data"] = r.Institution
	}
	sessions := []wire.Object{}
	for _, ls := range t.sessions {
		sessions = append(sessions, ls.json())
	}
	return wire.Object{
		"link_token": t.text, "created_at": wire.Timestamp(t.created), "expiration": wire.Timestamp(t.expires),
		"metadata": meta, "link_sessions": sessions,
	}, nil
}
