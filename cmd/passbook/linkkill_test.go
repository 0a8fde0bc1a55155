package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
)

// fewKills is one of each kind.
const fewKills = killWays - 1

var linkKills = flag.Int("linkkills", fewKills, "how often TestKilledLinks and TestKilledRotations kill the program, for each vault")

// killWatch is a Plaid that kills the program that asks for one thing: an
// exchange of tokens.
type killWatch struct {
	plaid http.Handler
	path  string // of the exchange
	kill  atomic.Pointer[os.Process]
	when  atomic.Int32        // one of the instants below
	done  chan map[string]any // what Plaid answered to an exchange
}

const (
	killNever      = iota
	killAtRequest  // when the exchange arrives; Plaid does nothing
	killAtAnswer   // when Plaid has exchanged; the answer is not sent
	killAfterwards // when the program asks the next thing
	killAtRandom   // some time after the answer
	killWays
)

func newKillWatch(t *testing.T, path string) (*killWatch, *embeddedPlaid) {
	t.Helper()
	w := &killWatch{plaid: conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1})), path: path, done: make(chan map[string]any, 1)}
	p := &embeddedPlaid{Server: httptest.NewServer(w)}
	t.Cleanup(p.Close)
	return w, p
}

func (w *killWatch) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	exchange, when := r.URL.Path == w.path, w.when.Load()
	if when == killAtRequest && exchange || when == killAfterwards && len(w.done) > 0 {
		w.killNow()
	}
	if !exchange {
		w.plaid.ServeHTTP(out, r)
		return
	}
	r.Header.Del("Accept-Encoding")
	answer := httptest.NewRecorder()
	w.plaid.ServeHTTP(answer, r)
	var said map[string]any
	if answer.Code == http.StatusOK && json.Unmarshal(answer.Body.Bytes(), &said) == nil {
		select {
		case w.done <- said:
		default: // of an exchange that is made once more
		}
		if when == killAtAnswer {
			w.killNow()
		}
	}
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(answer.Code)
	_, _ = out.Write(answer.Body.Bytes())
}

func (w *killWatch) killNow() {
	_ = w.kill.Load().Kill()
	panic(http.ErrAbortHandler)
}

// run runs the program to its end, or to the kill that when says; after is how
// long that is after the answer for killAtRandom. It gives what Plaid answered
// to the exchange, if anything, and what the program said on stderr.
func (w *killWatch) run(cmd *exec.Cmd, when int32, after time.Duration) (answered map[string]any, said string) {
	var errors bytes.Buffer
	cmd.Stderr = &errors
	w.when.Store(killNever)
	if err := cmd.Start(); err != nil {
		return nil, err.Error()
	}
	w.kill.Store(cmd.Process)
	w.when.Store(when)
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	if when == killAtRandom {
		select {
		case answered = <-w.done:
			select {
			case <-time.After(after):
				_ = cmd.Process.Kill()
			case <-ended:
			}
		case <-ended:
		}
	}
	<-ended
	w.when.Store(killNever)
	select {
	case answered = <-w.done:
	default:
	}
	return answered, errors.String()
}

// killVaults are the vaults that a kill may hit, each as variables for the
// program. The key of a passphrase takes a second each time, and its file is
// that of an identity: it is among them only where many kills are asked for.
func killVaults(t *testing.T) map[string][]string {
	t.Helper()
	vaults := map[string][]string{
		"identity": {"PASSBOOK_PASSPHRASE=" + identity},
		"keyring":  privateKeyring(t),
	}
	if *linkKills > fewKills {
		vaults["passphrase"] = []string{"PASSBOOK_PASSPHRASE=correct horse battery"}
	}
	return vaults
}

// privateKeyring starts a D-Bus session with an unlocked Secret Service, and
// gives the variables that lead the program there; nil where there is none.
func privateKeyring(t *testing.T) []string {
	t.Helper()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing; CI needs it", tool)
			}
			return nil
		}
	}
	dir := t.TempDir()
	variables := []string{"XDG_RUNTIME_DIR=" + dir, "XDG_DATA_HOME=" + dir}
	cmd := exec.Command("dbus-run-session", "--", "sh", "-c", `printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
		echo $DBUS_SESSION_BUS_ADDRESS
		exec cat`)
	cmd.Env = append(os.Environ(), variables...)
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err != nil || err2 != nil || cmd.Start() != nil {
		t.Fatal(err, err2)
	}
	t.Cleanup(func() { // the session ends with cat
		in.Close()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	variables = append(variables, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	return append(variables, "PASSBOOK_VAULT=keyring")
}

// killTally is what became of killed exchanges.
type killTally struct{ kills, exchanged, kept, finished, ended, told, lost int }

func (n killTally) String() string {
	return fmt.Sprintf("%d kills, %d exchanges at Plaid: %d kept at once, %d finished by the next start, %d ended by it, %d only told of, %d lost",
		n.kills, n.exchanged, n.kept, n.finished, n.ended, n.told, n.lost)
}

// hear counts what a start said of exchanges that were cut off.
func (n *killTally) hear(said string) {
	n.finished += strings.Count(said, "is finished now")
	n.ended += strings.Count(said, "passbook ended")
	n.told += strings.Count(said, "my.plaid.com")
}

// otherBanks are linked one after the other: a login that is linked already
// would be ended again.
var otherBanks = []string{"ins_109508", "ins_109509", "ins_109510", "ins_109511", "ins_109512"}

// A link is killed before the exchange, while Plaid exchanges, while it waits
// for the answer, once it asks the next thing, and at random instants after the
// answer. Whatever Plaid has then, the next start knows: it finishes what it can
// still get the token of, and ends the rest.
func TestKilledLinks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills are repeated without -short")
	}
	for name, variables := range killVaults(t) {
		t.Run(name, func(t *testing.T) {
			if variables == nil {
				t.Skip("no Secret Service is installed")
			}
			watch, p := newKillWatch(t, "/item/public_token/exchange")
			rnd := rand.New(rand.NewPCG(20261121, 7))
			var n killTally
			for n.kills < *linkKills {
				killLinks(newBank(t, p).with(variables), watch, rnd, &n)
			}
			t.Log(n)
			if n.exchanged == 0 || n.lost+n.told > 0 {
				t.Error(n)
			}
		})
	}
}

// killLinks kills a link at each of some banks, all with one cache.
func killLinks(b *bank, watch *killWatch, rnd *rand.Rand, n *killTally) {
	b.t.Helper()
	var exchanges []string
	before := n.finished
	for _, institution := range otherBanks[:min(len(otherBanks), *linkKills-n.kills)] {
		when := int32(1 + n.kills%(killWays-1))
		answered, said := watch.run(b.command("link", "--sandbox-institution", institution), when, time.Duration(rnd.Int64N(int64(300*time.Millisecond))))
		n.kills++
		n.hear(said)
		if id, ok := answered["item_id"].(string); ok {
			exchanges = append(exchanges, id)
		}
	}
	known, said := b.synced()
	n.hear(said)
	n.exchanged += len(exchanges)
	atPlaid := b.itemsAtPlaid()
	for _, id := range atPlaid {
		if !slices.Contains(known, id) {
			n.lost++
			b.t.Errorf("%s lives at Plaid, and passbook does not know it", id)
		}
	}
	for _, id := range known {
		if !slices.Contains(atPlaid, id) {
			b.t.Errorf("passbook has %s, which is not at Plaid", id)
		}
	}
	n.kept += len(known) - (n.finished - before)
}

// A rotation is killed at the same instants. The bank syncs on, or says that it
// is to be linked again; at Plaid nothing lives on that nobody can end.
func TestKilledRotations(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills are repeated without -short")
	}
	for name, variables := range killVaults(t) {
		t.Run(name, func(t *testing.T) {
			if variables == nil {
				t.Skip("no Secret Service is installed")
			}
			watch, p := newKillWatch(t, "/item/access_token/invalidate")
			rnd := rand.New(rand.NewPCG(20261121, 8))
			b := newBank(t, p).with(variables)
			var n killTally
			linked := false
			for n.kills < *linkKills {
				if !linked { // the last one was lost, and is linked again
					b.run("link", "--sandbox-institution", "ins_109508")
				}
				when := int32(1 + n.kills%(killWays-1))
				answered, said := watch.run(b.command("rotate", "--yes"), when, time.Duration(rnd.Int64N(int64(300*time.Millisecond))))
				n.kills++
				n.hear(said)
				known, said := b.synced()
				n.hear(said)
				linked = len(known) == 1
				if answered != nil {
					n.exchanged++
					n.kept += len(known)
				} else if !linked {
					b.t.Error("lost before Plaid was asked")
				}
				if atPlaid := b.itemsAtPlaid(); len(atPlaid) != len(known) {
					n.lost++
					b.t.Errorf("%v at Plaid, %v here", atPlaid, known)
				}
			}
			t.Log(n)
			if n.exchanged != n.kept+n.ended || n.lost+n.told > 0 {
				t.Error(n)
			}
		})
	}
}

// with adds variables for the program.
func (b *bank) with(variables []string) *bank {
	b.env = append(b.env, variables...)
	return b
}

// synced starts the program anew and gives the Items that it can sync, and what
// it said on stderr.
func (b *bank) synced() (ids []string, said string) {
	b.t.Helper()
	cmd := b.command("sync", "--json")
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	_ = cmd.Run() // without a bank, or with one that is to be linked again, it fails
	var rows []struct {
		ID    string `json:"item_id"`
		Error string
	}
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil && out.Len() > 0 {
		b.t.Fatalf("%v\n%s", err, &out)
	}
	for _, r := range rows {
		if r.Error == "" {
			ids = append(ids, r.ID)
		}
	}
	return ids, errors.String()
}

// itemsAtPlaid are the Items of the bank's user that have not ended.
func (b *bank) itemsAtPlaid() (ids []string) {
	b.t.Helper()
	user, err := os.ReadFile(filepath.Join(b.dir, "locks", "plaid_user_id"))
	if err != nil {
		b.t.Fatal(err)
	}
	var url string
	for _, v := range b.env {
		if rest, ok := strings.CutPrefix(v, "PLAID_BASE_URL="); ok {
			url = rest
		}
	}
	body := fmt.Sprintf(`{"client_id":"client","secret":"secret","user_id":%q}`, strings.TrimSpace(string(user)))
	res, err := http.Post(url+"/user/items/get", "application/json", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Items []struct {
			ID string `json:"item_id"`
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != http.StatusOK {
		b.t.Fatal(res.Status, err)
	}
	for _, it := range answer.Items {
		ids = append(ids, it.ID)
	}
	return ids
}
