package link

import (
	"crypto/subtle"
	"embed"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

//go:embed page
var assets embed.FS

// The page's words when a bank is linked, and when one is signed in to again.
var (
	linkWords   = []string{"title", "Link a bank", "opening", "Opening Link", "done", "Bank linked", "did", "linked"}
	updateWords = []string{"title", "Sign in again", "opening", "Opening your bank’s sign-in", "done", "Signed in again", "did", "changed"}
)

// fillPage puts values, each preceded by its name, where the page has {{name}}:
// in its text or between double quotes. It stands in for html/template, which
// calls methods by name: with it the linker keeps every method of plaid-go,
// and passbook is three times as large.
func fillPage(values ...string) (string, error) {
	page, err := assets.ReadFile("page/page.html")
	for i := range values {
		if i%2 == 0 {
			values[i] = "{{" + values[i] + "}}"
		} else {
			values[i] = html.EscapeString(values[i])
		}
	}
	return strings.NewReplacer(values...).Replace(string(page)), err
}

const (
	returnPath = "/return"       // has no nonce: redirect URIs are registered; the cookie carries it
	cookieName = "passbook_link" // holds the nonce for returnPath
	bodyLimit  = 64 << 10        // bytes of a post
)

// routes are the page, its two files, and where it posts.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{nonce}/{$}", s.showPage)
	mux.HandleFunc("GET "+returnPath, s.showReturned)
	for name, kind := range map[string]string{"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"} {
		content, err := assets.ReadFile("page/" + name)
		if err != nil {
			panic(err) // the file is embedded
		}
		mux.HandleFunc("GET /{nonce}/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Write(content)
		})
	}
	mux.HandleFunc("POST /{nonce}/success", s.receiveSuccess)
	mux.HandleFunc("POST /{nonce}/exit", s.receiveExit)
	mux.HandleFunc("POST /{nonce}/view", s.receiveView)
	mux.HandleFunc("POST /{nonce}/closed", s.receiveClosed)
	return s.guard(mux)
}

// guard turns away everything that is not the page we served.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.setHeaders(w.Header())
		if status, why := s.refusal(r); status != 0 {
			http.Error(w, why, status)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		next.ServeHTTP(w, r)
	})
}

// refusal says with which status, and why, a request is turned away; 0: it is
// not. It turns away other web sites (also those whose name resolves to
// 127.0.0.1), other programs, which do not know the nonce, what comes after the
// end, and posts that no script of ours made.
func (s *Server) refusal(r *http.Request) (status int, why string) {
	posts := r.Method == http.MethodPost
	switch {
	case r.Host != s.hosts[0] && r.Host != s.hosts[1]:
		return http.StatusMisdirectedRequest, "this address is not served here"
	case !s.knowsNonce(r):
		return http.StatusNotFound, "404 page not found"
	case s.ended.Load():
		return http.StatusGone, hasEnded
	case isEarly(r.Header):
		return http.StatusForbidden, "this page is loaded when the person goes to it, not before"
	case isForeign(r):
		return http.StatusForbidden, "only passbook's own page may ask for this"
	case posts && !hasOnly(r.Header, "Origin", "http://"+r.Host), posts && !hasOnly(r.Header, "Content-Type", "application/json"):
		return http.StatusForbidden, "only passbook's own page may post here"
	}
	return 0, ""
}

const hasEnded = "this link session has ended"

// hasOnly reports whether a header is there once, with a value.
func hasOnly(h http.Header, name, value string) bool {
	return slices.Equal(h.Values(name), []string{value})
}

// isEarly reports whether the browser asks on a guess, before the person goes
// to the page.
func isEarly(h http.Header) bool {
	return slices.ContainsFunc([]string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"}, func(name string) bool { return h.Get(name) != "" })
}

// isForeign reports whether the browser says that a page of another origin
// asks. Such a page may send a whole window here, as a bank does on the way
// back, and nothing else. Browsers of before 2023 do not say.
func isForeign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return r.Method != http.MethodGet || r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

func (s *Server) knowsNonce(r *http.Request) bool {
	given, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if r.URL.Path == returnPath {
		cookie, err := r.Cookie(cookieName)
		if err != nil || s.page.Port == 0 { // without a port of its own, no bank knows a way back
			return false
		}
		given = cookie.Value
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(s.nonce)) == 1
}

func (s *Server) setHeaders(h http.Header) {
	scriptOrigin := s.script.Scheme + "://" + s.script.Host
	connect := "'self' " + scriptOrigin
	if api, err := url.Parse(s.page.API); err == nil && api.Host != "" {
		connect += " " + api.Scheme + "://" + api.Host
	}
	h.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' " + scriptOrigin + s.script.EscapedPath(),
		"frame-src " + scriptOrigin,
		"connect-src " + connect,
		"img-src 'self' data: " + scriptOrigin,
		// The Link script places its frame with inline styles.
		"style-src 'self' 'unsafe-inline'",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; "))
	h.Set("Cache-Control", "no-store")
	// The nonce in our address must not leave; no-referrer would take the
	// Origin from our own posts as well.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	// A page that opened ours loses hold of it; the bank's window, which Link
	// opens, stays in Link's reach.
	h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
}

func (s *Server) showPage(w http.ResponseWriter, r *http.Request) {
	if s.page.Port != 0 { // every server of this host gets our cookies: none where none is needed
		http.SetCookie(w, &http.Cookie{
			Name: cookieName, Value: s.nonce, Path: returnPath,
			HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	s.show(w, r)
}

// showReturned is the same page, after a bank sent the person back to it: the
// page hands its own address to Link.
func (s *Server) showReturned(w http.ResponseWriter, r *http.Request) {
	if !r.URL.Query().Has("oauth_state_id") {
		http.NotFound(w, r)
		return
	}
	s.show(w, r)
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	left := int64(0)
	if !s.page.Expires.IsZero() {
		left = max(1, s.page.Expires.Sub(s.page.Now()).Milliseconds())
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	words := linkWords
	if s.page.Update {
		words = updateWords
	}
	page, err := fillPage(append([]string{
		"base", "/" + s.nonce + "/",
		"token", s.page.Token,
		"script", s.script.String(),
		"returned", strconv.FormatBool(r.URL.Path == returnPath),
		"left", strconv.FormatInt(left, 10),
	}, words...)...)
	if err != nil {
		return
	}
	_, _ = io.WriteString(w, page)
}

// metadata is the part of Link's metadata objects that is used.
type metadata struct {
	Institution *struct {
		ID   string `json:"institution_id"`
		Name string `json:"name"`
	} `json:"institution"`
	Accounts []struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Mask    string `json:"mask"` // may be null
		Type    string `json:"type"`
		Subtype string `json:"subtype"`
	} `json:"accounts"`
	LinkSessionID string `json:"link_session_id"`
	RequestID     string `json:"request_id"`
	Status        string `json:"status"`
}

func (m metadata) institution() (id, name string) {
	if m.Institution == nil {
		return "", ""
	}
	return m.Institution.ID, m.Institution.Name
}

func (s *Server) receiveSuccess(w http.ResponseWriter, r *http.Request) {
	var post struct {
		PublicToken string   `json:"public_token"`
		Metadata    metadata `json:"metadata"`
	}
	if !readPost(w, r, &post) {
		return
	}
	if post.PublicToken == "" {
		http.Error(w, "there is no public token", http.StatusBadRequest)
		return
	}
	result := Result{PublicToken: post.PublicToken, LinkSessionID: post.Metadata.LinkSessionID}
	result.InstitutionID, result.Institution = post.Metadata.institution()
	for _, a := range post.Metadata.Accounts {
		result.Accounts = append(result.Accounts, Account(a))
	}
	s.acceptFirst(w, outcome{result: result})
}

func (s *Server) receiveExit(w http.ResponseWriter, r *http.Request) {
	var post struct {
		Error *struct {
			Code    string `json:"error_code"`
			Display string `json:"display_message"`
		} `json:"error"`
		Metadata metadata `json:"metadata"`
	}
	if !readPost(w, r, &post) {
		return
	}
	exit := &ExitError{Status: post.Metadata.Status, LinkSessionID: post.Metadata.LinkSessionID, RequestID: post.Metadata.RequestID}
	_, exit.Institution = post.Metadata.institution()
	if post.Error != nil {
		exit.ErrorCode, exit.DisplayMessage = post.Error.Code, post.Error.Display
	}
	s.acceptFirst(w, outcome{err: exit})
}

// acceptFirst accepts the first outcome and refuses every other.
func (s *Server) acceptFirst(w http.ResponseWriter, o outcome) {
	if !s.ended.CompareAndSwap(false, true) {
		http.Error(w, hasEnded, http.StatusGone)
		return
	}
	s.outcomes <- o
	w.WriteHeader(http.StatusNoContent)
}

// receiveView hears from the page what it shows. That it runs at all is heard
// here too, and not from the GET of it, which anything may send.
func (s *Server) receiveView(w http.ResponseWriter, r *http.Request) {
	var post struct {
		View string `json:"view"`
	}
	if !readPost(w, r, &post) {
		return
	}
	s.stay()
	if s.page.OnView != nil {
		s.page.OnView(post.View)
	}
	w.WriteHeader(http.StatusNoContent)
}

// receiveClosed hears that the page goes while Link shows its last one. Unless
// it comes back, which a reload does, nobody will hand anything over.
func (s *Server) receiveClosed(w http.ResponseWriter, r *http.Request) {
	var post struct {
		InstitutionID string `json:"institution_id"`
	}
	if !readPost(w, r, &post) {
		return
	}
	s.leaveLater(&ClosedError{InstitutionID: post.InstitutionID})
	w.WriteHeader(http.StatusNoContent)
}

// readPost decodes exactly one JSON value, or answers and returns false.
func readPost(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	err := decoder.Decode(into)
	if err == nil {
		_, err = decoder.Token()
		if errors.Is(err, io.EOF) {
			return true
		}
	}
	_, tooBig := errors.AsType[*http.MaxBytesError](err)
	switch {
	case tooBig:
		http.Error(w, "the body is too big", http.StatusRequestEntityTooLarge)
	case errors.Is(err, os.ErrDeadlineExceeded):
		http.Error(w, "the body did not come in time", http.StatusRequestTimeout)
	default:
		http.Error(w, "the body is not what the page sends", http.StatusBadRequest)
	}
	return false
}
