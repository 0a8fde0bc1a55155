package logfile

import (
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Line is one line of the log. One that is none, such as a torn one, has its text
// as its message, and no time.
type Line struct {
	At      time.Time
	Level   slog.Level
	Message string
	Fields  []Field
}

// Field is one value of a line.
type Field struct{ Name, Value string }

// read takes a line of slog's text apart.
func read(text string) Line {
	var l Line
	var hasMessage bool
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimLeft(rest, " ") {
		f, after, ok := cutField(rest)
		if !ok {
			return Line{Message: text}
		}
		rest = after
		switch {
		case f.Name == slog.TimeKey && l.At.IsZero():
			at, err := time.Parse(time.RFC3339Nano, f.Value)
			if err != nil {
				return Line{Message: text}
			}
			l.At = at
		case f.Name == slog.LevelKey && len(l.Fields) == 0 && !hasMessage:
			if l.Level.UnmarshalText([]byte(f.Value)) != nil {
				return Line{Message: text}
			}
		case f.Name == slog.MessageKey && !hasMessage:
			l.Message, hasMessage = f.Value, true
		default:
			l.Fields = append(l.Fields, f)
		}
	}
	if l.At.IsZero() || !hasMessage {
		return Line{Message: text}
	}
	return l
}

// cutField cuts the first name=value off a text.
func cutField(text string) (f Field, after string, ok bool) {
	name, rest, ok := cutText(text, "=")
	if !ok || !strings.HasPrefix(rest, "=") {
		return Field{}, "", false
	}
	value, rest, ok := cutText(rest[1:], " ")
	return Field{name, value}, rest, ok
}

// cutText cuts a text that is quoted, or ends before a character.
func cutText(text, end string) (value, after string, ok bool) {
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", false
		}
		value, err = strconv.Unquote(quoted)
		return value, text[len(quoted):], err == nil
	}
	at := strings.Index(text, end)
	if at < 0 {
		at = len(text)
	}
	return text[:at], text[at:], true
}

// about reports whether a line is about an Item.
func (l Line) about(item string) bool {
	for _, f := range l.Fields {
		if (f.Name == "item" || f.Name == "by") && f.Value == item {
			return true
		}
	}
	return false
}
