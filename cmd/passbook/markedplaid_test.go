package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Plaid secrets as real ones look.
const (
	markedSecret = "5ec2e7a1b2c3d4e5f60718293a4b5c"
	wrongSecret  = "bad2e7a1b2c3d4e5f60718293a4b5c"
)

// How markedPlaid answers.
const (
	answersWell  = iota
	answersEcho  // with an error whose every text holds the keys and the token of the request
	answersHTML  // with a page that holds them
	answersHalf  // with half an answer that holds them
	answersModes // how many there are
)

// markedPlaid is a Plaid that knows every secret that went through it, and that
// tells them to whoever asks, where told to.
type markedPlaid struct {
	sim  http.Handler
	mode atomic.Int32

	mu    sync.Mutex
	marks map[string]string // what each secret is
	heard []string          // addresses and headers of requests, and the command lines of all processes meanwhile
}

var tokenInBody = regexp.MustCompile(`"(access_token|public_token|link_token|asset_report_token|user_token)": ?"([^"]+)"`)

// mark remembers the tokens of a body.
func (m *markedPlaid) mark(body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, found := range tokenInBody.FindAllSubmatch(body, -1) {
		m.marks[string(found[2])] = string(found[1])
	}
}

func (m *markedPlaid) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	m.mark(body)
	m.listen(r)
	said := r.Header.Get("PLAID-SECRET") + " " + string(body) + " " + strings.Join(tokenInBody.FindStringSubmatch(string(body)), " ")
	switch m.mode.Load() {
	case answersEcho:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{
			"error_type": "ITEM_ERROR", "error_code": "ITEM_LOCKED", "error_message": said, "display_message": said,
			"documentation_url": said, "suggested_action": said, "request_id": r.Header.Get("PLAID-SECRET"),
		})
	case answersHTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html><title>"+said+"</title>"+said)
	case answersHalf:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"item":{"item_id":`+strconv.Quote(said))
		panic(http.ErrAbortHandler)
	default:
		answer := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		m.sim.ServeHTTP(answer, r)
		m.mark(answer.Body.Bytes())
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// listen keeps what others could read of a request, and of processes meanwhile.
func (m *markedPlaid) listen(r *http.Request) {
	heard := []string{r.URL.String(), r.Referer()}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		if line, err := os.ReadFile(name); err == nil {
			heard = append(heard, string(line))
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = append(m.heard, heard...)
}

// clipboard is what a program has a terminal put on the clipboard.
var clipboard = regexp.MustCompile(`\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)`)

// hunt expects that a text holds no secret, as it is or encoded, but for those of
// a kind that may be there.
func (m *markedPlaid) hunt(t *testing.T, where, text string, but ...string) {
	t.Helper()
	for _, found := range clipboard.FindAllStringSubmatch(text, -1) {
		plain, _ := base64.StdEncoding.DecodeString(found[1])
		text += string(plain)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for secret, kind := range m.marks {
		if slices.Contains(but, kind) {
			continue
		}
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret)), hex.EncodeToString([]byte(secret))} {
			if strings.Contains(text, form) {
				t.Errorf("%s holds a secret: %s", where, kind)
			}
		}
	}
}

// huntFiles expects that no file of a folder holds a secret.
func (m *markedPlaid) huntFiles(t *testing.T, dir string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		m.hunt(t, path, string(text))
		return err
	})
	if err != nil || files < 4 {
		t.Errorf("%d files in %s: %v", files, dir, err)
	}
}
