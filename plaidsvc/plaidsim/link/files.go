package link

import (
	"embed"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// files are the Link page and the script that other pages load.
//
//go:embed page
var files embed.FS

// Folder is the path of Link's files; the script has the same path on Plaid's
// CDN.
const Folder = "/link/v2/stable/"

// policy is the Content-Security-Policy of Link's pages: nothing but this
// server. That of a page which stands alone also forbids frames; Link itself
// lives in a frame of whatever page it is developed for.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"

// ServeFile serves the files of Link: its script, its page and what that loads.
func ServeFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if name != "link.html" {
		forbidFrames(w)
	}
	serveFile(w, r, name)
}

// ServeAlone serves a page that is not in a frame: Hosted Link's, or an OAuth
// bank's.
func ServeAlone(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		forbidFrames(w)
		serveFile(w, r, name)
	}
}

func serveFile(w http.ResponseWriter, r *http.Request, name string) {
	content, err := files.ReadFile("page/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	// What is in an address of ours must not leave; no-referrer would take the
	// Origin from our own posts as well.
	h.Set("Referrer-Policy", "same-origin")
	if strings.HasSuffix(name, ".html") {
		h.Add("Content-Security-Policy", policy)
	}
	w.Write(content)
}

// forbidFrames keeps a page out of the frames of other pages.
func forbidFrames(w http.ResponseWriter) {
	w.Header().Add("Content-Security-Policy", "frame-ancestors 'none'")
	w.Header().Set("X-Frame-Options", "DENY")
}

// Handler answers the JSON that Link's page sends with JSON, and that of a
// program. A page of another site cannot send application/json here: the browser
// asks first, and is refused.
func Handler[In any](f func(*http.Request, In) wire.Object) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" || isForeign(r) {
			http.Error(w, "only the Link page calls this", http.StatusForbidden)
			return
		}
		var in In
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBody))
		if err != nil || json.Unmarshal(body, &in) != nil {
			http.Error(w, "the body is not what the page sends", http.StatusBadRequest)
			return
		}
		out := f(r, in)
		if out == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		wire.WriteJSON(w, r, http.StatusOK, out)
	}
}

// isForeign reports whether the browser says that a page of another origin
// asks. Programs say nothing of it.
func isForeign(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site != "same-origin"
	}
	origin := r.Header.Get("Origin")
	return origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host
}
