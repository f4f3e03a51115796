/**
 * The shells' side is small on purpose: they pass the words on and show what comes back, so all of them complete alike, and a
 * newer ops needs no newer script.
 */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * bash, 3.2 (macOS) and later. It takes `agent:x:main` and `--flag=value` for several words, as COMP_WORDBREAKS says: they are
 * joined where the line has no space between, and what comes back loses what stands before the cursor's own piece.
 */
const BASH = String.raw`# bash completion for ops, made by: ops completion bash
_ops() {
  local rest=$COMP_LINE word reply line piece i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $rest && $rest != [[:space:]]* ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      rest=\${rest#"\${rest%%[![:space:]]*}"}
      words+=("$word")
    fi
    rest=\${rest#"$word"}
  done
  COMPREPLY=()
  piece=\${words[\${#words[@]} - 1]}
  reply=$("$1" __complete -- "\${words[@]:1}" 2>/dev/null) || return 0
  [[ $piece == --*=* ]] && piece=\${piece#*=}
  local -a shell=()
  case \${reply%%$'\n'*} in
    files) shell=(-f) ;;
    folders) shell=(-d) ;;
    commands) shell=(-c) ;;
  esac
  if ((\${#shell[@]} > 0)); then
    [[ \${shell[0]} == -c ]] || compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "\${shell[@]}" -- "$piece")
    return 0
  fi
  local before=
  [[ $COMP_WORDBREAKS == *:* ]] && before=\${piece%"\${piece##*:}"}
  while IFS= read -r line; do
    line=\${line%%$'\t'*}
    COMPREPLY+=("\${line#"$before"}")
  done < <(printf '%s\n' "$reply" | tail -n +2)
}
complete -F _ops ops
`.replaceAll('\\$', '$');

const ZSH = String.raw`#compdef ops
# zsh completion for ops, made by: ops completion zsh
_ops() {
  local -a lines items
  lines=("\${(@f)$("$words[1]" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compset -P '--*='
  case "$lines[1]" in
    files) _files ;;
    folders) _files -/ ;;
    commands) _command_names -e ;;
    words)
      shift lines
      items=("\${(@)lines//:/\\:}")
      items=("\${(@)items/$'\t'/:}")
      items=("\${(@)items%:}")
      _describe -t ops 'ops' items
      ;;
  esac
}
if [[ "$funcstack[1]" == _ops ]]; then _ops "$@"; else compdef _ops ops; fi
`.replaceAll('\\$', '$');

const FISH = String.raw`# fish completion for ops, made by: ops completion fish
function __ops_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    test (count $current) -eq 0; and set current ''
    set -l lines ($words[1] __complete -- $words[2..-1] $current 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path $current
        case folders
            __fish_complete_directories $current
        case commands
            complete -C $current
        case words
            set -l before (string match -r -- '^--[\w-]+=' $current)
            for line in $lines[2..-1]
                echo "$before$line"
            end
    end
end
complete -c ops -f -a '(__ops_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
