package link

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/cli/browser"
)

// startTime is how long a browser's launcher may take to fail. One that still
// runs after it is the browser itself.
const startTime = 3 * time.Second

// OpenBrowser opens an address in the person's browser: the one that the
// environment variable BROWSER names, otherwise the system's. It returns as
// soon as the browser was started; an error means that none could be.
func OpenBrowser(address string) error {
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

// open tries each command of BROWSER, which are divided by colons; %s stands
// for the address, which otherwise comes last.
func open(address, commands string) error {
	if commands == "" {
		// Whatever a launcher prints would land on the terminal's screen.
		browser.Stdout, browser.Stderr = io.Discard, io.Discard
		return browser.OpenURL(address)
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
		err := exec.Command(words[0], words[1:]...).Run()
		if err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
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
