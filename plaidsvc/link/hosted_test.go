package link

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"
)

func TestWaitHosted(t *testing.T) {
	offline := errors.New("no network")
	left := &ExitError{Status: "requires_credentials"}
	answers := func(errs ...error) func(context.Context) (Result, error) {
		return func(context.Context) (Result, error) {
			err := errs[0]
			if len(errs) > 1 {
				errs = errs[1:]
			}
			if err != nil {
				return Result{}, err
			}
			return Result{PublicToken: "public-sandbox-1"}, nil
		}
	}
	for _, tt := range []struct {
		name string
		poll func(context.Context) (Result, error)
		life time.Duration
		want error
	}{
		{"done after a while", answers(ErrPending, ErrPending, nil), time.Hour, nil},
		{"the network comes back", answers(offline, ErrPending, offline, nil), time.Hour, nil},
		{"the network stays away", answers(offline), time.Hour, offline},
		{"the person leaves", answers(ErrPending, left), time.Hour, ErrCancelled},
		{"time runs out", answers(ErrPending), 5 * time.Millisecond, ErrExpired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result, err := WaitHosted(t.Context(), time.Now().Add(tt.life), time.Millisecond, tt.poll)
			if !errors.Is(err, tt.want) || (err == nil) != (result.PublicToken != "") {
				t.Errorf("%+v, %v; want %v", result, err, tt.want)
			}
		})
	}
	t.Run("the caller moves on", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := WaitHosted(ctx, time.Now().Add(time.Hour), time.Millisecond, answers(ErrPending)); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
}

// TestQR reads the half blocks back and compares them with the code itself.
func TestQR(t *testing.T) {
	const address = "https://secure.plaid.com/hl/ctIE6Z5y2Xcg0pEXvJqo0w8"
	text, err := QR(address)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(address, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	if width := code.Size + 2*quiet; len(lines) != (width+1)/2 || len([]rune(lines[0])) != width {
		t.Fatalf("%d lines of %d, want %d of %d", len(lines), len([]rune(lines[0])), (width+1)/2, width)
	}
	for y := -quiet; y < code.Size+quiet; y++ {
		row := []rune(lines[(y+quiet)/2])
		filled := "█▀"
		if (y+quiet)%2 == 1 {
			filled = "█▄"
		}
		for x := -quiet; x < code.Size+quiet; x++ {
			if light := strings.ContainsRune(filled, row[x+quiet]); light == code.Black(x, y) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
	if _, err := QR(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that is too long gave no error")
	}
}

func TestPreferHosted(t *testing.T) {
	for _, tt := range []struct {
		name, goos string
		env        map[string]string
		hosted     bool
		why        string
	}{
		{"a desktop", "linux", map[string]string{"DISPLAY": ":0"}, false, "a browser can open"},
		{"Wayland", "linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, false, "a browser can open"},
		{"Windows' Linux", "linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, false, "a browser can open"},
		{"a browser of the person's choice", "linux", map[string]string{"BROWSER": "w3m"}, false, "a browser can open"},
		{"a server", "linux", nil, true, "no display"},
		{"a Mac", "darwin", nil, false, "a browser can open"},
		{"a Mac over SSH", "darwin", map[string]string{"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, true, "SSH"},
		{"SSH with a forwarded display", "linux", map[string]string{"SSH_TTY": "/dev/pts/0", "DISPLAY": "localhost:10"}, true, "SSH"},
	} {
		hosted, why := preferHosted(tt.goos, func(name string) string { return tt.env[name] })
		if hosted != tt.hosted || !strings.Contains(why, tt.why) {
			t.Errorf("%s: %v, %q; want %v, …%s…", tt.name, hosted, why, tt.hosted, tt.why)
		}
	}
}

func TestOpenBrowserObeysBROWSER(t *testing.T) {
	dir := t.TempDir()
	said := filepath.Join(dir, "said")
	browser := filepath.Join(dir, "browser")
	if err := os.WriteFile(browser, []byte("#!/bin/sh\nprintf '%s|' \"$@\" >"+said+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for variable, want := range map[string]string{
		browser:                            "https://x/|",
		"/nonexistent:" + browser:          "https://x/|",
		browser + " --app=%s --new-window": "--app=https://x/|--new-window|",
	} {
		t.Setenv("BROWSER", variable)
		if err := OpenBrowser("https://x/"); err != nil {
			t.Errorf("BROWSER=%s: %v", variable, err)
		}
		if got, _ := os.ReadFile(said); string(got) != want {
			t.Errorf("BROWSER=%s called with %s, want %s", variable, got, want)
		}
	}
	t.Setenv("BROWSER", "/nonexistent:false")
	if err := OpenBrowser("https://x/"); err == nil {
		t.Error("no browser started, and no error")
	}
}

// The browser lives on after passbook, and so would what it is given.
func TestTheBrowserGetsNoKeys(t *testing.T) {
	for name, value := range map[string]string{
		"PLAID_CLIENT_ID": "planted-1", "PLAID_SECRET": "planted-2", "PASSBOOK_PASSPHRASE": "planted-3",
		"PASSBOOK_IDENTITY": "planted-4", "PLAID_ENV": "planted-5",
		"PLAID_SECRET_FILE": "planted-6", "PASSBOOK_PASSPHRASE_FILE": "planted-7", "PASSBOOK_PASSPHRASE_COMMAND": "planted-8",
		"CREDENTIALS_DIRECTORY": "planted-9", "NOT_OURS": "stays",
	} {
		t.Setenv(name, value)
	}
	for _, launcher := range []string{"named", "xdg-open"} { // by BROWSER, and by the system
		t.Run(launcher, func(t *testing.T) {
			if launcher == "xdg-open" && runtime.GOOS != "linux" {
				t.Skip("the system's launcher has another name")
			}
			dir := t.TempDir()
			said := filepath.Join(dir, "said")
			script := filepath.Join(dir, launcher)
			if err := os.WriteFile(script, []byte("#!/bin/sh\necho \"$@\" >"+said+"\nenv >>"+said+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("BROWSER", "")
			if launcher == "named" {
				t.Setenv("BROWSER", script)
			}
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			if err := OpenBrowser("https://secure.plaid.com/hl/x"); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(said)
			if err != nil || !strings.HasPrefix(string(got), "https://secure.plaid.com/hl/x\n") || !strings.Contains(string(got), "NOT_OURS=stays") {
				t.Errorf("the browser got %s, %v", got, err)
			}
			if strings.Contains(string(got), "planted") {
				t.Errorf("the browser got %s", got)
			}
		})
	}
}

func TestAddressesThatAreNotOpened(t *testing.T) {
	said := filepath.Join(t.TempDir(), "said")
	browser := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(browser, []byte("#!/bin/sh\necho \"$@\" >>"+said+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BROWSER", browser)
	for _, address := range []string{
		"", "--gpu-launcher=sh", "-x", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "http://example.com/", "ftp://127.0.0.1/",
		"https://", "https:x", "//example.com/", "https://user:pass@example.com/", "https://example.com/\x1b]0;x\a", "https://example.com/\u009b", "https://example.com/ --flag",
		"https://example.com/\u202ex", "http://localhost.example.com/", "https://example.com/\"x", "https://example.com/`x`", "https://example.com/<x>",
		"https://evil.example\\@secure.plaid.com/", "https://secure.plaid.com\\.evil.example/", "https://example.com/" + strings.Repeat("x", longestAddress),
	} {
		if err := OpenBrowser(address); err == nil {
			t.Errorf("%q was opened", address)
		}
	}
	if got, err := os.ReadFile(said); err == nil {
		t.Errorf("the browser was called with %s", got)
	}
	for _, address := range []string{"https://secure.plaid.com/hl/a?b=c#d", "http://127.0.0.1:4183/x/", "http://[::1]:4183/", "http://localhost/"} {
		if err := CheckAddress(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestTunnel(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:4183/hl/x": "ssh -L 4183:127.0.0.1:4183 HOST", "http://[::1]:4183/": "ssh -L 4183:[::1]:4183 HOST",
		"http://localhost/hl": "ssh -L 80:localhost:80 HOST", "https://secure.plaid.com/hl/x": "", "http://10.0.0.2:4183/": "",
		"http://localhost.example.com/": "", "%": "",
	} {
		if got := Tunnel(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
