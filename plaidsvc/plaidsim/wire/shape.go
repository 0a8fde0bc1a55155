package wire

// Object is a JSON object; encoding/json writes its keys in alphabetical
// order, as Plaid does.
type Object = map[string]any

// RawJSON is an answer that is JSON already, in a buffer of Buffers.
type RawJSON []byte

// Document is an answer that is not JSON.
type Document struct {
	ContentType string
	Header      map[string]string
	Body        []byte
}
