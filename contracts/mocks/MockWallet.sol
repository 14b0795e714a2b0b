// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/**
 * @title MockWallet
 * @notice A contract wallet that answers for its owner's signatures by ERC-1271, honestly or in ways that must fail.
 */
contract MockWallet {
    /**
     * @notice How it answers.
     * Honest: for its owner's signatures only. Revoked: for none. OtherData: 32 bytes that begin like a yes but go on.
     * Short: the four bytes of a yes alone. Reentering: only if calling back changed something.
     */
    enum Answer {
        Honest,
        Revoked,
        OtherData,
        Short,
        Reentering
    }

    address public immutable OWNER;
    Answer public answer;

    address private _target;
    bytes private _data;

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice Sets how it answers from now on.
    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @notice Sets what {Answer.Reentering} calls.
    function setCall(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice Whether `signature` is valid for `hash`. Not a view: the caller decides whether it may write.
    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        bytes4 yes = IERC1271.isValidSignature.selector;
        bytes4 no = 0xffffffff;

        if (answer == Answer.Revoked) return no;
        if (answer == Answer.OtherData) _return(abi.encodePacked(yes, bytes28(hash)));
        if (answer == Answer.Short) _return(abi.encodePacked(yes));
        if (answer == Answer.Reentering) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, ) = _target.call(_data);
            return success ? yes : no;
        }

        (address recovered, ECDSA.RecoverError err, ) = ECDSA.tryRecoverCalldata(hash, signature);
        return err == ECDSA.RecoverError.NoError && recovered == OWNER ? yes : no;
    }

    function _return(bytes memory data) private pure {
        assembly ("memory-safe") {
            return(add(data, 0x20), mload(data))
        }
    }
}
