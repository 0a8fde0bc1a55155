package config

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func nothing(string) string { return "" }

// Whatever stands in a file: what Set writes is read back, all else keeps its
// value, and a file that Set refuses keeps its bytes.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{
		"", "month_start = 3", "# a\nmonth_start=3# b\r\nhome_currency = 'USD'", "home_currency = \"\"\"\nEUR\"\"\"\nmonth_start = 0x3",
		"[home_currency]", "month_start.x = 1", "x = [1,\n2]", "people_payments = \"net\"\n\n\n", "\"month_start\" = 1_0", "month_start = 3 home_currency = 4",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := Find("home_currency")
		if err != nil {
			t.Fatal(err)
		}
		err = Set(path, k, "EUR")
		after, readErr := os.ReadFile(path)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err != nil {
			if !bytes.Equal(after, data) {
				t.Fatalf("refused (%v), and yet written: %q", err, after)
			}
			return
		}
		var was, is map[string]any
		if err := toml.Unmarshal(data, &was); err != nil {
			t.Fatalf("%q was no TOML: %v", data, err)
		}
		if err := toml.Unmarshal(after, &is); err != nil {
			t.Fatalf("%q is no TOML: %v", after, err)
		}
		if is["home_currency"] != "EUR" {
			t.Errorf("home_currency is %v", is["home_currency"])
		}
		for name, value := range was {
			if name != "home_currency" && is[name] != value {
				t.Errorf("%s was %v and is %v", name, value, is[name])
			}
		}
		values, err := Load(path, nothing, nothing)
		if err != nil || values.Text("home_currency") != "EUR" {
			t.Errorf("read back %v, %v", values, err)
		}
		if err := Unset(path, k); err != nil {
			t.Error(err)
		}
		if values, err = Load(path, nothing, nothing); err != nil || values.Text("home_currency") != "" {
			t.Errorf("after unset %v, %v", values, err)
		}
	})
}

// A file without end is not read to its end.
func TestAFileWithoutEnd(t *testing.T) {
	if _, err := Load("/dev/zero", nothing, nothing); err == nil {
		t.Error("no error")
	}
}
