package link

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// startTime is how long a browser's launcher may take to fail. One that still
// runs after it is the browser itself.
const startTime = 3 * time.Second

// OpenBrowser opens an address in the person's browser: the one that the
// environment variable BROWSER names, otherwise the system's. The browser gets
// the environment without passbook's own variables: it lives on, and has no use
// for keys. OpenBrowser returns as soon as the browser was started; an error
// means that none could be, or that CheckAddress refuses the address.
func OpenBrowser(address string) error {
	if err := CheckAddress(address); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- open(address, os.Getenv("BROWSER")) }()
	select {
	case err := <-failed:
		if err != nil {
			return fmt.Errorf("open the browser: %w", err)
		}
		return nil
	case <-time.After(startTime):
		return nil
	}
}

// errAddress says nothing of the address itself: it may hold anything.
var errAddress = errors.New("the address is neither https nor on this machine")

// longestAddress is more than any of Plaid's has, in bytes, and what every
// browser takes.
const longestAddress = 2000

// CheckAddress refuses what no browser is to be sent to: everything that is
// not https, or http to this machine as the page of passbook itself and a
// plaidsim are, what holds characters that no URL has, and what is longer than
// longestAddress. An address that it accepts can be printed and cannot be taken for an option of a command.
func CheckAddress(address string) error {
	if len(address) > longestAddress || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }) {
		return errAddress
	}
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Hostname() == "", u.User != nil:
		return errAddress
	case u.Scheme == "https", u.Scheme == "http" && isLocal(u):
		return nil
	}
	return errAddress
}

// isLocal reports whether an address leads only to this machine.
func isLocal(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// launchers open an address in the browser that the person chose for the
// system; the first that there is does it.
func launchers(goos string) []string {
	switch goos {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32 url.dll,FileProtocolHandler"}
	}
	return []string{"xdg-open", "x-www-browser", "www-browser", "wslview"}
}

// open tries each command of BROWSER, which are divided by colons; %s stands
// for the address, which otherwise comes last.
func open(address, commands string) error {
	if commands == "" {
		for _, launcher := range launchers(runtime.GOOS) {
			words := append(strings.Fields(launcher), address)
			if _, err := exec.LookPath(words[0]); err == nil {
				return run(words)
			}
		}
		return errors.New("there is none on this system")
	}
	var failures []error
	for command := range strings.SplitSeq(commands, string(os.PathListSeparator)) {
		words := strings.Fields(command)
		if len(words) == 0 {
			continue
		}
		if strings.Contains(command, "%s") {
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "%s", address)
			}
		} else {
			words = append(words, address)
		}
		err := run(words)
		if err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// run starts a command and waits for it. What it prints is dropped: it would
// land on the terminal's screen.
func run(words []string) error {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = slices.DeleteFunc(os.Environ(), isOurs)
	return cmd.Run()
}

// isOurs reports whether a variable of the environment is passbook's: its keys
// and passphrases among them, and the folder in which systemd gives them.
func isOurs(variable string) bool {
	name := strings.ToUpper(variable)
	return strings.HasPrefix(name, "PLAID_") || strings.HasPrefix(name, "PASSBOOK_") || strings.HasPrefix(name, "CREDENTIALS_DIRECTORY=")
}

// PreferHosted reports whether Hosted Link suits this machine better than a
// page on 127.0.0.1, with a sentence that says why.
func PreferHosted(getenv func(string) string) (hosted bool, why string) {
	return preferHosted(runtime.GOOS, getenv)
}

func preferHosted(goos string, getenv func(string) string) (hosted bool, why string) {
	set := func(names ...string) bool {
		for _, name := range names {
			if getenv(name) != "" {
				return true
			}
		}
		return false
	}
	switch {
	case set("SSH_CONNECTION", "SSH_TTY"):
		return true, "you are connected over SSH, so a browser on this machine would not reach you"
	case goos == "darwin" || goos == "windows" || set("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"):
		return false, "a browser can open on this machine"
	}
	return true, "this machine has no display, so no browser can open here"
}
