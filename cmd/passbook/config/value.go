package config

import (
	"fmt"
	"strconv"

	"passbook/storage/ledger"
)

// Value is what a setting is, and who says so.
type Value struct {
	Key
	Text   string // empty: the default of a key whose Doc says what it is
	Origin string // "default", the name of a variable, or file:line
}

// Values are all settings, in the order of Keys. The zero Values are the
// defaults.
type Values []Value

// Load gives the settings: a variable goes before the file, and that before the
// default. An empty variable is none. Errors: *FileError for a file that cannot
// be read or has anything in it that is no setting, *EnvError for a variable.
func Load(path string, env func(string) string) (Values, error) {
	stored, err := readFile(path)
	if err != nil {
		return nil, err
	}
	var all Values
	for _, k := range keys {
		v := Value{k, k.Default, "default"}
		for _, s := range stored {
			if s.name == k.Name {
				v.Text, v.Origin = s.text, fmt.Sprintf("%s:%d", path, s.line)
			}
		}
		if text := env(k.Env()); text != "" {
			value, err := k.Read(text)
			if err != nil {
				return nil, &EnvError{Name: k.Env(), Err: err}
			}
			v.Text, v.Origin = value, k.Env()
		}
		all = append(all, v)
	}
	return all, nil
}

// Text gives a setting by the name of its key.
func (vs Values) Text(name string) string {
	for _, v := range vs {
		if v.Name == name {
			return v.Text
		}
	}
	for _, k := range keys {
		if k.Name == name {
			return k.Default
		}
	}
	panic("no setting " + name)
}

// Figures gives the settings that figures follow.
func (vs Values) Figures() ledger.Settings {
	start, _ := strconv.Atoi(vs.Text("month_start")) // a number: it was read
	return ledger.Settings{
		HomeCurrency: vs.Text("home_currency"),
		People:       ledger.PeopleRule(vs.Text("people_payments")),
		MonthStart:   start,
	}
}

// EnvError is a variable with a value that its setting cannot have.
type EnvError struct {
	Name string
	Err  error
}

func (e *EnvError) Error() string { return "the variable " + e.Name + ": " + e.Err.Error() }
func (e *EnvError) Unwrap() error { return e.Err }
