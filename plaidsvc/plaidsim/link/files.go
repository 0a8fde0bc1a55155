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
// server.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"

// ServeFile serves the files of Link: its script, its page and what that loads.
func ServeFile(w http.ResponseWriter, r *http.Request) { serveFile(w, r, r.PathValue("file")) }

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
	h.Set("Referrer-Policy", "no-referrer")
	if strings.HasSuffix(name, ".html") {
		h.Add("Content-Security-Policy", policy)
	}
	w.Write(content)
}

// forbidFrames keeps a page out of the frames of other pages.
func forbidFrames(w http.ResponseWriter) {
	w.Header().Add("Content-Security-Policy", "frame-ancestors 'none'")
}

// Handler answers the JSON that Link's page sends with JSON. A page of another
// site cannot send application/json here: the browser asks first, and is
// refused.
func Handler[In any](f func(*http.Request, In) wire.Object) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
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
		wire.WriteJSON(w, r, http.StatusOK, out)
	}
}
