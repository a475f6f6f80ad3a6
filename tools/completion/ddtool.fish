# SPDX-License-Identifier: GPL-2.0-only
# Completion of ddtool for fish: "ddtool complete" says what there is.

function __ddtool_complete
    set -l typed (commandline -opc)
    set -l word (commandline -ct)
    # an open quote cannot be undone, and is left as it is
    set -l meant (string unescape -- $word); or set meant $word
    set -l option (string match -r -- '^--[^=]*=' $meant)
    set -l value (string replace -r -- '^--[^=]*=' '' $meant)

    for line in ($typed[1] complete $typed[2..] "$meant" 2>/dev/null)
        switch $line
            case :files
                printf "$option%s\n" (__fish_complete_path "$value")
            case :dirs
                printf "$option%s\n" (__fish_complete_directories "$value" '')
            case '*'
                echo $line
        end
    end
end

complete -c ddtool -f -a '(__ddtool_complete)'
