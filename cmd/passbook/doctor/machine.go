package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/charmbracelet/x/term"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/output"
	"passbook/storage"
)

func (p *opened) checkVersions(context.Context) []Finding {
	return one("program", OK, fmt.Sprintf("passbook %s, %s, SQLite %s, %s/%s", p.Version, runtime.Version(), storage.SQLiteVersion(), runtime.GOOS, runtime.GOARCH), "")
}

func (p *opened) checkSettings(context.Context) []Finding {
	if p.SettingsErr != nil {
		next := "correct it, then run passbook doctor again; until then the defaults were looked at"
		if file := (*config.FileError)(nil); errors.As(p.SettingsErr, &file) {
			next = "correct this file, or move it away; what follows was looked at without it"
		}
		return one("settings", Problem, p.SettingsErr.Error(), next)
	}
	var said []string
	for _, v := range p.Values {
		if v.Origin != "default" {
			said = append(said, fmt.Sprintf("%s=%s (%s)", v.Name, v.Text, v.Origin))
		}
	}
	if len(said) == 0 {
		return one("settings", OK, "all are the defaults; their file would be "+config.Path(), "")
	}
	return one("settings", OK, strings.Join(said, ", ")+"; the rest are defaults", "")
}

// checkEnvironment says for whom passbook runs, and whether the cache is theirs.
func (p *opened) checkEnvironment(ctx context.Context) []Finding {
	sentence := "Plaid's " + p.Plaid.Env
	if p.db == nil {
		return one("environment", OK, sentence, "")
	}
	p.db.For(p.Owner)
	var another *storage.OwnerError
	switch err := p.db.CheckOwner(ctx); {
	case errors.As(err, &another):
		return one("environment", Problem, another.Error(), "")
	case err != nil:
		return one("environment", Skipped, "whose the cache is cannot be read: "+err.Error(), "")
	}
	return one("environment", OK, sentence+"; the cache is nobody else's", "")
}

// checkFolders says which of the folders hold banks.
func (p *opened) checkFolders(ctx context.Context) []Finding {
	here := storage.HoldsBanks(ctx, p.DataDir)
	said := []string{fmt.Sprintf("%s %s", p.DataDir, holds(here))}
	next := ""
	for _, env := range slices.Sorted(maps.Keys(p.Folders)) {
		dir := p.Folders[env]
		if filepath.Clean(dir) == filepath.Clean(p.DataDir) {
			continue
		}
		there := storage.HoldsBanks(ctx, dir)
		said = append(said, fmt.Sprintf("%s, that of %s, %s", dir, env, holds(there)))
		if there && !here {
			next = fmt.Sprintf("set PLAID_ENV=%s, without PASSBOOK_DATA_DIR, to see the banks there", env)
		}
	}
	verdict := OK
	if next != "" {
		verdict = Warning
	}
	return one("folders", verdict, strings.Join(said, "; "), next)
}

func holds(banks bool) string {
	if banks {
		return "holds banks"
	}
	return "holds no bank"
}

// checkPermissions looks at who may read and write the cache's folder and files.
func (p *opened) checkPermissions(context.Context) []Finding {
	if runtime.GOOS == "windows" {
		return one("permissions", Skipped, "this system keeps them in another way", "")
	}
	info, err := os.Stat(p.DataDir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return one("permissions", OK, "the folder is not there yet: it will be yours alone", "")
	case err != nil:
		return one("permissions", Problem, err.Error(), "")
	}
	var found []Finding
	say := func(v Verdict, sentence, next string) {
		found = append(found, Finding{Check: "permissions", Verdict: v, Sentence: sentence, Next: next})
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		say(Problem, fmt.Sprintf("others may write to %s (mode %04o)", p.DataDir, mode), "chmod 700 "+p.DataDir)
	} else if mode&0o077 != 0 {
		say(Warning, fmt.Sprintf("others may look into %s (mode %04o)", p.DataDir, mode), "chmod 700 "+p.DataDir)
	}
	err = filepath.WalkDir(p.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			say(Problem, err.Error(), "")
			return nil
		}
		info, err := d.Info()
		switch {
		case err != nil || d.IsDir(): // gone meanwhile; a folder below one of one's own is shut with it
		case !info.Mode().IsRegular():
			say(Problem, path+" is a link or a device, and passbook makes none", "look where it leads, then remove it")
		case info.Mode().Perm()&0o077 != 0:
			say(Warning, fmt.Sprintf("others may use %s (mode %04o)", path, info.Mode().Perm()), "chmod 600 "+path)
		}
		return nil
	})
	if err != nil {
		say(Problem, err.Error(), "")
	}
	if len(found) > 10 {
		found = append(found[:10], Finding{Check: "permissions", Verdict: Warning, Sentence: fmt.Sprintf("and %d more", len(found)-10), Next: "chmod -R go= " + p.DataDir})
	}
	if len(found) == 0 {
		return one("permissions", OK, "the folder and all in it are for your eyes alone", "")
	}
	return found
}

// checkDisk looks whether there is room, by asking for it.
func (p *opened) checkDisk(context.Context) []Finding {
	if _, err := os.Stat(p.DataDir); errors.Is(err, fs.ErrNotExist) {
		return one("disk", Skipped, "the folder of the cache is not there yet", "")
	}
	f, err := os.CreateTemp(p.DataDir, ".doctor-*")
	if err == nil {
		_, err = f.Write(make([]byte, 64<<10))
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return one("disk", Problem, "nothing can be written to the folder of the cache: "+err.Error(),
			"make room, or check the folder's owner and permissions; what is cached can be read meanwhile")
	}
	free, known := freeSpace(p.DataDir)
	switch {
	case !known:
		return one("disk", OK, "the folder of the cache can be written to", "")
	case free < 64<<20:
		return one("disk", Warning, size(free)+" are free", "make room: a sync or a copy of the cache may need more")
	}
	return one("disk", OK, size(free)+" are free", "")
}

// size is a number of bytes in words.
func size(n int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.bytes {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// checkTerminal says what is known of the terminal.
func (p *opened) checkTerminal(context.Context) []Finding {
	if !output.IsTerminal(p.stdout) {
		return one("terminal", Skipped, "stdout is none", "")
	}
	name := os.Getenv("TERM")
	width, height, err := term.GetSize(p.stdout.Fd())
	if err != nil {
		return one("terminal", Warning, "its size is not known: "+err.Error(), "")
	}
	said := []string{fmt.Sprintf("%s, %d×%d", name, width, height)}
	if os.Getenv("NO_COLOR") != "" {
		said = append(said, "no colours by NO_COLOR")
	} else if deep := os.Getenv("COLORTERM"); deep == "truecolor" || deep == "24bit" {
		said = append(said, "16 million colours")
	} else if strings.Contains(name, "256color") {
		said = append(said, "256 colours")
	}
	if os.Getenv("TMUX") != "" {
		said = append(said, "in tmux, which passes links and copying on only where it is set to")
	}
	locale := os.Getenv("LC_ALL")
	for _, variable := range []string{"LC_CTYPE", "LANG"} {
		if locale == "" {
			locale = os.Getenv(variable)
		}
	}
	lower := strings.ToLower(locale)
	switch {
	case name == "" || name == "dumb":
		return one("terminal", Warning, strings.Join(said, ", "), "set TERM to what your terminal is: the dashboard needs one that can move its cursor")
	case !strings.Contains(lower, "utf-8") && !strings.Contains(lower, "utf8"):
		return one("terminal", Warning, fmt.Sprintf("%s; the locale %q is not UTF-8", strings.Join(said, ", "), locale), "set LANG to a UTF-8 locale, such as C.UTF-8, if lines and signs look wrong")
	}
	return one("terminal", OK, strings.Join(said, ", ")+", UTF-8", "")
}
