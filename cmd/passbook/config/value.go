package config

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"passbook/storage/ledger"
)

// Value is what a setting is, and who says so.
type Value struct {
	Key
	Text   string // empty: the default of a key whose Doc says what it is
	Origin string // "default", a flag, the name of a variable, or file:line
}

// Said reports whether the person says what the setting is.
func (v Value) Said() bool { return v.Origin != isDefault }

// isDefault is the origin of what nobody says.
const isDefault = "default"

// Values are all settings, in the order of Keys. The zero Values are the
// defaults.
type Values []Value

// Load gives the settings: a flag goes before a variable, that before the file,
// and that before the default. flag gives what a flag of Key.Flag's name says. An
// empty flag or variable is none. Errors: *FileError for a file that cannot be
// read or has anything in it that is no setting, *SaidError for a variable or a
// flag.
func Load(path string, env, flag func(string) string) (Values, error) {
	stored, err := readFile(path)
	if err != nil {
		return nil, err
	}
	var all Values
	for _, k := range keys {
		v := Value{k, k.Default, isDefault}
		for _, s := range stored {
			if s.name == k.Name {
				v.Text, v.Origin = s.text, fmt.Sprintf("%s:%d", path, s.line)
			}
		}
		for _, said := range []struct{ origin, text string }{
			{k.Variable, env(k.Variable)}, {"--" + k.Flag(), flag(k.Flag())},
		} {
			if said.text == "" {
				continue
			}
			value, err := k.Read(said.text)
			if err != nil {
				return nil, &SaidError{Origin: said.origin, Err: err}
			}
			v.Text, v.Origin = value, said.origin
		}
		all = append(all, v)
	}
	return all, nil
}

// Of gives a setting by the name of its key.
func (vs Values) Of(name string) Value {
	for _, v := range vs {
		if v.Name == name {
			return v
		}
	}
	for _, k := range keys {
		if k.Name == name {
			return Value{k, k.Default, isDefault}
		}
	}
	panic("no setting " + name)
}

// Text gives what a setting is by the name of its key.
func (vs Values) Text(name string) string { return vs.Of(name).Text }

// List gives the words of a setting that is a list; none where it is none.
func (vs Values) List(name string) []string {
	text := vs.Text(name)
	if text == none {
		return nil
	}
	return strings.Split(text, ",")
}

// Number gives a setting that is a whole number.
func (vs Values) Number(name string) int {
	n, _ := strconv.Atoi(vs.Text(name)) // a number: it was read
	return n
}

// DataDir gives the folder of the cache: the one that the person names, or that of
// the environment.
func (vs Values) DataDir() string {
	if dir := vs.Text("data_dir"); dir != "" {
		return dir
	}
	return FolderOf(vs.Text("environment"))
}

// FolderOf is the folder of the cache where the person names none: each environment
// has its own, so that invented money never stands beside real money.
func FolderOf(environment string) string {
	dir := filepath.Join(xdg.DataHome, "passbook")
	if environment == "sandbox" {
		dir += "-sandbox"
	}
	return dir
}

// Figures gives the settings that figures follow.
func (vs Values) Figures() ledger.Settings {
	return ledger.Settings{
		HomeCurrency: vs.Text("home_currency"),
		People:       ledger.PeopleRule(vs.Text("people_payments")),
		MonthStart:   vs.Number("month_start"),
	}
}

// SyncEvery gives the age at which the dashboard syncs by itself; 0: it does not.
func (vs Values) SyncEvery() time.Duration {
	d, _ := time.ParseDuration(vs.Text("sync_every")) // off is none
	return d
}

// SaidError is a variable or a flag with a value that its setting cannot have.
type SaidError struct {
	Origin string
	Err    error
}

func (e *SaidError) Error() string { return e.Origin + ": " + e.Err.Error() }
func (e *SaidError) Unwrap() error { return e.Err }
