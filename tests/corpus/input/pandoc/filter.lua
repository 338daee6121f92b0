-- Every header is one level deeper and ends with how many characters all words have.
function Pandoc(document)
  local count = 0
  document:walk { Str = function(word) count = count + pandoc.text.len(word.text) end }
  document = document:walk {
    Header = function(header)
      header.level = header.level + 1
      header.content:insert(pandoc.Str(" (" .. count .. ")"))
      return header
    end,
    Math = function(math) return pandoc.Code(math.text:upper()) end,
  }
  return document
end
