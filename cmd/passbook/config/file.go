package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/adrg/xdg"
	"github.com/google/renameio/v2"
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// mostBytes is more than a file of settings has.
const mostBytes = 1 << 20

// Path is where the settings lie: the file that PASSBOOK_CONFIG names, or
// passbook/config.toml in the XDG configuration folder.
func Path() string {
	if path := os.Getenv("PASSBOOK_CONFIG"); path != "" {
		return path
	}
	return filepath.Join(xdg.ConfigHome, "passbook", "config.toml")
}

// FileError is a file of settings that cannot be read, understood or written.
type FileError struct {
	Path string
	Line int // 0: of the whole file
	Err  error
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("the settings in %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("%s, line %d: %v", e.Path, e.Line, e.Err)
}

func (e *FileError) Unwrap() error { return e.Err }

// stored is one setting in the file.
type stored struct {
	name     string // with dots where it stands in a table
	value    any    // as TOML has it; of what stands in a table nil
	text     string // as Key.Read gives it
	line     int
	from, to int // the bytes of "name = value"
}

// readFile gives the settings of a file; none where there is no file.
func readFile(path string) ([]stored, error) {
	data, err := content(path)
	if err != nil {
		return nil, err
	}
	found, err := parse(path, data)
	if err != nil {
		return nil, err
	}
	return found, check(path, found)
}

// content gives the bytes of a file; none where there is no file.
func content(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &FileError{Path: path, Err: cause(err)}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	if err != nil {
		return nil, &FileError{Path: path, Err: cause(err)}
	}
	if len(data) > mostBytes {
		return nil, &FileError{Path: path, Err: errors.New("it is too large to be a file of settings")}
	}
	return data, nil
}

// cause is an error without the path that a FileError names.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// parse finds the keys of a TOML document, tables and unknown ones included.
func parse(path string, data []byte) ([]stored, error) {
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		line := 0
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, &FileError{Path: path, Line: line, Err: errors.New(strings.TrimPrefix(err.Error(), "toml: "))}
	}
	var found []stored
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		node := p.Expression()
		var parts []string
		for key := node.Key(); key.Next(); {
			if len(parts) == 0 {
				found = append(found, stored{line: p.Shape(key.Node().Raw).Start.Line})
			}
			parts = append(parts, string(key.Node().Data))
		}
		s := &found[len(found)-1]
		s.name = strings.Join(parts, ".")
		s.from, s.to = int(node.Raw.Offset), int(node.Raw.Offset+node.Raw.Length)
		if node.Kind != unstable.KeyValue {
			break // what stands in a table is no setting either
		}
	}
	for i := range found {
		found[i].value = whole[found[i].name]
	}
	return found, nil
}

// check holds every key of a file against the table of keys, and reads its value.
func check(path string, found []stored) error {
	for i, s := range found {
		k, err := Find(s.name)
		if err == nil {
			found[i].text, err = k.readStored(s.value)
		}
		if err != nil {
			return &FileError{Path: path, Line: s.line, Err: err}
		}
	}
	return nil
}

// readStored is Key.Read for a value of a TOML document.
func (k Key) readStored(value any) (string, error) {
	switch v := value.(type) {
	case string:
		switch {
		case k.number:
			return "", fmt.Errorf("%s is a whole number, without quotes", k.Name)
		case k.whole && !filepath.IsAbs(v) && !strings.HasPrefix(v, "~/"):
			return "", fmt.Errorf("%s is a path from / or ~/, not %.40q", k.Name, v)
		}
		return k.Read(v)
	case int64:
		if k.number {
			return k.Read(strconv.FormatInt(v, 10))
		}
	}
	if k.number {
		return "", fmt.Errorf("%s is a whole number", k.Name)
	}
	return "", fmt.Errorf("%s is a text, in quotes", k.Name)
}

// Set writes a setting into the file, and makes the file where there is none.
// What else stands in it stays as it is. Errors: that of Key.Read for a value,
// *FileError for the file.
func Set(path string, k Key, text string) error {
	value, err := k.Read(text)
	if err != nil {
		return err
	}
	if !k.number {
		value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	line := k.Name + " = " + value
	return edit(path, func(data []byte, found []stored) []byte {
		for _, s := range found {
			if s.name == k.Name {
				return slices.Concat(data[:s.from], []byte(line), data[s.to:])
			}
		}
		if len(data) > 0 && data[len(data)-1] != '\n' {
			data = append(data, '\n')
		}
		return append(data, line+"\n"...)
	})
}

// Unset takes a setting out of the file, with its line, so that its default
// holds again. Errors: *FileError.
func Unset(path string, k Key) error {
	return edit(path, func(data []byte, found []stored) []byte {
		for _, s := range found {
			if s.name == k.Name {
				from := bytes.LastIndexByte(data[:s.from], '\n') + 1
				to := len(data)
				if end := bytes.IndexByte(data[s.to:], '\n'); end >= 0 {
					to = s.to + end + 1
				}
				return slices.Delete(data, from, to)
			}
		}
		return data
	})
}

// edit replaces the file by what change makes of it, at once and readable by its
// owner alone. What would be no file of settings is not written.
func edit(path string, change func([]byte, []stored) []byte) error {
	data, err := content(path)
	if err != nil {
		return err
	}
	found, err := parse(path, data)
	if err != nil {
		return err
	}
	changed := change(slices.Clone(data), found)
	if found, err = parse(path, changed); err != nil {
		return err
	}
	if err := check(path, found); err != nil {
		return err
	}
	if bytes.Equal(changed, data) {
		return nil
	}
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		path = linked // the link stays one
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return &FileError{Path: path, Err: fmt.Errorf("make its folder: %w", err)}
	}
	if err := renameio.WriteFile(path, changed, 0o600); err != nil {
		return &FileError{Path: path, Err: fmt.Errorf("write it: %w", cause(err))}
	}
	return nil
}
